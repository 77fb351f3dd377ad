"""The fifth migration: stories, and the sketches by which copies are found."""

from sqlite_utils import Database

from monitor.store.script import run_script

# `story` is the row of the article that began the article's story, itself where it is alone; NULL where its text was
# not compared. `story_share` is how much of a copy's text stood in the story before.
_STORIES = """
ALTER TABLE article ADD COLUMN story INTEGER;
ALTER TABLE article ADD COLUMN story_share REAL;

CREATE INDEX article_story ON article (story) WHERE story IS NOT NULL;
CREATE INDEX article_copied ON article (first_seen_at, story) WHERE story <> id;

-- The hashes of stories that still take in copies. `began_at` is in seconds since 1970.
CREATE TABLE sketch (
    hash INTEGER NOT NULL,
    story INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    PRIMARY KEY (hash, story)
) STRICT, WITHOUT ROWID;
"""


def m0005_stories(db: Database) -> None:
    """Add which story an article belongs to, and the sketches of stories."""
    run_script(db, _STORIES)
