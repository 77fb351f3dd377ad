"""Words found by their stems, Russian and English, besides as they are written.

Rows that were there are stemmed by housekeeping (`searching.py`), and so are those of an older program that is still
at work; until then they are found as before.
"""

STEMS = r"""
ALTER TABLE revision_search ADD COLUMN stemmed bigint NOT NULL DEFAULT 0 CHECK (stemmed IN (0, 1));
CREATE INDEX revision_unstemmed ON revision_search (rowid) WHERE stemmed = 0;

-- Words as a stemmer knows them: small, without accents, but with the й that Russian endings have.
CREATE FUNCTION stem_words(value text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(
        regexp_replace(
            replace(lower(normalize(value, NFD) COLLATE "default"), E'\u0438\u0306', E'\u0439'),
            '[\u0300-\u036f]', '', 'g'
        ),
        '[^[:alnum:]_]+', ' ', 'g'
    )
$$;

-- The configuration `russian` knows Latin letters for English. There is no stemmer for Kyrgyz, and another language's
-- would join words that have nothing in common. One row takes a megabyte of words, so the longest texts have no stems.
CREATE FUNCTION search_vector(value text, language text) RETURNS tsvector
LANGUAGE sql IMMUTABLE AS $$
    -- Words as `search_words` has them, which knows no й.
    SELECT to_tsvector('simple', replace(words, E'\u0439', E'\u0438')) || CASE
        WHEN language LIKE 'ky%' OR octet_length(value) > 400000 THEN CAST('' AS tsvector)
        ELSE strip(to_tsvector('russian', words))
    END
    -- So that it is made once.
    FROM (SELECT stem_words(value) AS words OFFSET 0) AS made
$$;

-- What FTS5 is asked ('"visa" "free"*', every word of it), as a text search is. A word is found as it is or by its
-- stem, a beginning as it is.
CREATE OR REPLACE FUNCTION search_of(asked text) RETURNS tsquery
LANGUAGE sql STABLE AS $$
    SELECT CAST(coalesce(string_agg('(' || CAST(wanted AS text) || ')', ' & '), '') AS tsquery)
    FROM (
        SELECT CASE
            WHEN word[2] <> '' THEN to_tsquery('simple', quote_literal(trim(search_words(word[1]))) || ':*')
            ELSE to_tsquery('simple', quote_literal(trim(search_words(word[1]))))
                || plainto_tsquery('russian', stem_words(word[1]))
        END AS wanted
        FROM regexp_matches(asked, '"([^"]+)"(\*?)', 'g') AS word
    ) AS words WHERE numnode(wanted) > 0
$$;
"""
