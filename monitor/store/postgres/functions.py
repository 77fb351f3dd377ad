"""The functions of SQLite that statements speak of, for PostgreSQL. Each says for null what SQLite's says.

They are written in SQL where the planner can then put their body in their place.
"""

FUNCTIONS = r"""
CREATE FUNCTION iif(condition boolean, yes anycompatible, no anycompatible) RETURNS anycompatible
LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN condition THEN yes ELSE no END';

CREATE FUNCTION max(one anycompatible, other anycompatible) RETURNS anycompatible
LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN one IS NOT NULL AND other IS NOT NULL THEN greatest(one, other) END';

CREATE FUNCTION min(one anycompatible, other anycompatible) RETURNS anycompatible
LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN one IS NOT NULL AND other IS NOT NULL THEN least(one, other) END';

CREATE FUNCTION hex(value bytea) RETURNS text
LANGUAGE sql IMMUTABLE AS $$SELECT upper(encode(value, 'hex'))$$;

-- A path is names with points between them: '$.data.article'.
CREATE FUNCTION json_extract(value text, path text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$SELECT value::jsonb #>> string_to_array(substr(path, 3), '.')$$;

CREATE FUNCTION json_set(value text, path text, part anyelement) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_set(value::jsonb, string_to_array(substr(path, 3), '.'), to_jsonb(part))::text
$$;

CREATE FUNCTION json_array_of(value text[]) RETURNS text
LANGUAGE sql IMMUTABLE AS 'SELECT array_to_json(value)::text';

CREATE AGGREGATE json_group_array(text) (
    SFUNC = array_append, STYPE = text[], INITCOND = '{}', FINALFUNC = json_array_of
);

-- Moves a time as `rows.to_text` writes it; the first argument says that spelling. Null beyond the calendar.
CREATE FUNCTION strftime(format text, value text, by text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN moved >= '0001-01-01' AND moved < '10000-01-01'
        THEN to_char(moved, 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"') END
    FROM (SELECT left(value, 23)::timestamp + by::interval AS moved) AS one
$$;

-- What `monitor/store/packing.py` writes, read byte by byte.
CREATE FUNCTION unpacked(packed bytea) RETURNS TABLE (seen_at bigint, views bigint)
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
    epoch CONSTANT bigint := 1577836800;
    at bigint := epoch;
    gap bigint := 0;
    before bigint := 0;
    shown bigint := 0;
    number bigint := 0;
    step bigint;
    digit integer;
    -- What the next number is: 0 a time, 1 a counter, 2 by how much it fell.
    turn integer := 0;
BEGIN
    FOR place IN 0 .. length(packed) - 1 LOOP
        digit := get_byte(packed, place);
        number := number * 128 + (digit & 127);
        CONTINUE WHEN digit >= 128;
        IF turn = 0 THEN
            step := CASE WHEN before = 0 THEN gap ELSE least(8 * gap, gap * gap / before) END
                + CASE WHEN number & 1 = 1 THEN -(number >> 1) - 1 ELSE number >> 1 END;
            before := gap;
            gap := CASE WHEN at = epoch THEN 0 ELSE step END;
            at := at + step;
            turn := 1;
        ELSIF turn = 1 AND number = 1 THEN
            turn := 2;
        ELSE
            IF turn = 2 THEN shown := shown - number; ELSIF number > 1 THEN shown := shown + number - 2; END IF;
            seen_at := at;
            views := CASE WHEN turn = 1 AND number = 0 THEN NULL ELSE shown END;
            RETURN NEXT;
            turn := 0;
        END IF;
        number := 0;
    END LOOP;
END
$$;

-- Words as a search compares them: small, without accents, without signs between them. What letters are, only the
-- database's own order knows, not that of our columns.
CREATE FUNCTION search_words(value text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(
        regexp_replace(lower(normalize(value, NFD) COLLATE "default"), '[\u0300-\u036f]', '', 'g'),
        '[^[:alnum:]_]+', ' ', 'g'
    )
$$;

-- What FTS5 is asked ('"visa" "free"*', every word of it), as a text search is.
CREATE FUNCTION search_of(asked text) RETURNS tsquery
LANGUAGE sql STABLE AS $$
    SELECT to_tsquery('simple', coalesce(string_agg(
        quote_literal(trim(search_words(word[1]))) || CASE WHEN word[2] <> '' THEN ':*' ELSE '' END, ' & '
    ), '')) FROM regexp_matches(asked, '"([^"]+)"(\*?)', 'g') AS word
$$;
"""
