"""Every mistake in a schema file, and the exact lines that are said about it."""

import pytest

from .support import plan_of, problems_of, rows_of, schema, table

COLUMNS = [
    ("a: firstnam", ["5:10: there is no generator 'firstnam' (did you mean \"firstname\"?)"]),
    (
        "a: {generator: numbr, min: 3}",
        ["5:22: there is no generator 'numbr' (did you mean \"number\"?)"],
    ),
    (
        "a: {generator: [x]}",
        ["5:22: generator is a list (give the name of one, such as first_name)"],
    ),
    (
        "a: {generater: number}",
        ["5:11: column 'a' has no key 'generater' (did you mean \"generator\"?)"],
    ),
    (
        "a: {}",
        [
            "5:7: column 'a' has nothing that gives it values (give one of generator, ref, list, values, value, expr, total, one_per, template, regex, fields, items, states)"
        ],
    ),
    (
        "a: {generator: email, unqiue: true}",
        ["5:29: email has no parameter 'unqiue' (did you mean \"unique\"?)"],
    ),
    ("a: 5", ["5:10: column 'a' is 5 (give the name of a generator, or a mapping)"]),
    ("a: true", ["5:10: column 'a' is true (give the name of a generator, or a mapping)"]),
    ("a:", ["5:9: column 'a' is nothing (give the name of a generator, or a mapping)"]),
    ("a: ''", ["5:10: column 'a' is '' (give the name of a generator, or a mapping)"]),
    ("a: [word]", ["5:10: column 'a' is a list (give the name of a generator, or a mapping)"]),
    (
        "a: {generator: word, ref: t.b}",
        [
            "5:7: column 'a' has generator and ref (give one of generator, ref, list, values, value, expr, total, one_per, template, regex, fields, items, states)"
        ],
    ),
    (
        "a: {nulls: 0.1}",
        [
            "5:7: column 'a' has nothing that gives it values (give one of generator, ref, list, values, value, expr, total, one_per, template, regex, fields, items, states)"
        ],
    ),
    (
        "a: {generator: number, mim: 3}",
        ["5:30: number has no parameter 'mim' (did you mean \"min\"?)"],
    ),
    ("a: {generator: word, min: 3}", ["5:28: word has no parameter 'min' (it takes none)"]),
    ("a: {generator: number, min: x}", ["5:35: min='x' is not a whole number, nor a column of t"]),
    ("a: {generator: number, min: 5, max: 2}", ["5:35: min=5 is above max=2"]),
    ("a: {generator: number, min: [1]}", ["5:35: min=['1'] is not a whole number"]),
    ("a: {generator: number, min: }", ["5:35: min is nothing (give a whole number)"]),
    ("a: {generator: number, min: 1.5}", ["5:35: min='1.5' is not a whole number"]),
    (
        "a: {generator: number, min: 9223372036854775808}",
        ["5:35: min='9223372036854775808' is not a whole number"],
    ),
    ("a: {generator: password, length: 999}", ["5:40: length='999' is outside 1..256"]),
    ("a: {generator: bool, probability: 2}", ["5:41: probability='2' is outside 0..1"]),
    (
        "a: {generator: number, distribution: nrmal}",
        [
            "5:44: distribution='nrmal' is not one of uniform, normal, log_normal, exponential, zipf, poisson (did you mean \"normal\"?)"
        ],
    ),
    (
        "a: {generator: datetime, after: 2026-13-01}",
        ["5:39: after='2026-13-01' is not a time such as 2026-01-31T12:00:00, nor a column of t"],
    ),
    (
        "a: {generator: datetime, after: b}\nb: word",
        [
            "5:39: b is text, but after needs timestamp (write cast(b as timestamp), or name another column)"
        ],
    ),
    (
        "a: {generator: number, min: c}\nb: word",
        ["5:35: min='c' is not a whole number, nor a column of t"],
    ),
    (
        "a: {generator: constant}",
        ["5:22: constant needs value: the text"],
    ),
    (
        "a: {generator: number, mim: 1, mxa: 2}",
        [
            "5:30: number has no parameter 'mim' (did you mean \"min\"?)",
            "5:38: number has no parameter 'mxa' (did you mean \"max\"?)",
        ],
    ),
    (
        "a: {ref: x.id}",
        [
            "5:16: there is no table 'x' (there are: t; one that a database has is said by existing: true)"
        ],
    ),
    ("a: {ref: x}", ["5:16: ref is 'x' (give table.column, such as users.id)"]),
    ("a: {ref: t.b}", ["5:16: t has no column 'b' (there are: a)"]),
    ("a: {ref: t.a}", ["5:16: 'a' refers to itself (name another column)"]),
    (
        "a: {ref: [t]}",
        [
            "5:16: ref is a list (give each column of the key its own, and name the first one in the others: with: order_no)"
        ],
    ),
    ("a: {ref: }", ["5:16: ref is nothing (give table.column, such as users.id)"]),
    (
        "a: {ref: t.b, distribution: zip}\nb: {generator: sequence, unique: true}",
        ["5:35: distribution 'zip' is not known (did you mean \"zipf\"?)"],
    ),
    (
        "a: {ref: t.b, distribution: zipf}\nb: {generator: sequence, unique: true}",
        [
            "5:21: distribution has no effect here: a row of its own table comes before it (remove it)"
        ],
    ),
    (
        "a: {ref: t.b, distrbution: zipf}\nb: {generator: sequence, unique: true}",
        ["5:21: a column with ref has no key 'distrbution' (did you mean \"distribution\"?)"],
    ),
    ("a: {ref: t.b}\nb: {fields: {c: word}}", ["5:16: t.b has parts and cannot be referred to"]),
    ("a: {values: }", ["5:19: values is nothing (give a list, or a mapping of value to weight)"]),
    ("a: {values: []}", ["5:19: values is empty (give at least one)"]),
    ("a: {values: {}}", ["5:19: values is empty (give at least one)"]),
    ("a: {values: {x: 0, y: 0}}", ["5:19: the weights of values are all 0 (make one larger)"]),
    ("a: {values: {x: 1, y: -1}}", ["5:29: a weight is -1 (give a number from 0 to 999,999,999)"]),
    ("a: {values: {x: 1, y: z}}", ["5:29: a weight is 'z' (give a number from 0 to 999,999,999)"]),
    ("a: {values: [x, [y]]}", ["5:23: a value must be a plain word, not a list"]),
    ("a: {value: [1]}", ["5:18: a value must be a plain word, not a list"]),
    (
        "a: {values: [1, 9223372036854775808]}",
        ["5:23: 9223372036854775808 does not fit 64 bits (put it in quotes for text)"],
    ),
    (
        "a: {values: [1.5, 1e30]}",
        ["5:25: 1e30 has too many digits (at most 18, 1 of them decimals)"],
    ),
    (
        "a: {values: [x], weights: [1]}",
        [
            "5:24: a column with values has no key 'weights' (known: type, primary_key, unique, nulls, absent, max_length, format, locale, entity, hidden)"
        ],
    ),
    ("a: {expr: }", ["5:17: expr is nothing (write SQL such as 'quantity * price')"]),
    ("a: {expr: ''}", ["5:17: expr is empty (write SQL such as 'quantity * price')"]),
    ("a: {expr: [1]}", ["5:17: expr is a list (write SQL such as 'quantity * price')"]),
    (
        "a: {expr: '1 +'}",
        [
            "5:17: \"1 +\" is not understood near '+' at character 3 (write SQL such as 'round(quantity * price, 2)')"
        ],
    ),
    ("a: {expr: price * 2}", ["5:17: t has no column 'price' (there are: a)"]),
    (
        "a: {expr: price + quantty}\nprice: price\nquantity: quantity",
        ["5:17: t has no column 'quantty' (did you mean \"quantity\"?)"],
    ),
    (
        "a: {expr: b.c}\nb: word",
        ["5:17: b.c: b is no reference and no sub-document, so it has no 'c'"],
    ),
    (
        "a: {expr: b || 'x'}\nb: {items: word}",
        ["5:17: b has parts and cannot stand in an expression"],
    ),
    (
        "a: {expr: '1 + ''x'''}",
        [
            "5:17: \"1 + 'x'\" is given a whole number and text (use numbers, or a date or timestamp with days or an interval)"
        ],
    ),
    (
        "a: {expr: (select 1)}",
        [
            '5:17: "(select 1)" has a subquery, which is not offered (use columns, constants, operators, CASE, CAST and functions)'
        ],
    ),
    (
        "a: {expr: 'drop table x'}",
        [
            "5:17: \"drop table x\" has 'DROP TABLE x', which is not offered (use columns, constants, operators, CASE, CAST and functions)"
        ],
    ),
    ("a: {expr: '1; 2'}", ['5:17: "1; 2" has a semicolon (write one expression)']),
    ("a: {template: '{b}'}", ["5:21: 'b' is neither a column of t nor a generator (there are: a)"]),
    (
        "a: {template: '{frist_name}'}\nfirst_name: first_name",
        [
            "5:21: 'frist_name' is neither a column of t nor a generator (did you mean \"first_name\"?)"
        ],
    ),
    ("a: {template: '{b'}", ["5:21: template, column 1: } is missing at the end"]),
    ("a: {template: 'b}'}", ["5:21: template, column 2: a lone } (write }} for the brace itself)"]),
    (
        "a: {template: '{}'}",
        ["5:21: template, column 1: no name in the braces (write {{ for the brace itself)"],
    ),
    ("a: {template: [x]}", ["5:21: template is a list (give a text with {column} in it)"]),
    ("a: {template: }", ["5:21: template is nothing (give a text with {column} in it)"]),
    ("a: {template: '{number:min=x}'}", ["5:21: min='x' is not a whole number, nor a column of t"]),
    (
        "a: {template: '{number:mn=3} {frst_name}'}",
        [
            "5:21: number has no parameter 'mn' (did you mean \"min\"?)",
            "5:21: 'frst_name' is neither a column of t nor a generator (there are: a)",
        ],
    ),
    (
        "a: {template: '{b}'}\nb: {items: word}",
        ["5:21: b has parts and cannot stand in a template"],
    ),
    (
        "a: {regex: '['}",
        ["5:18: regex '[' is not a regular expression: unterminated character set at position 0"],
    ),
    (
        "a: {regex: '(?=x)'}",
        ["5:18: regex '(?=x)' has look-ahead or look-behind, which is not supported"],
    ),
    ("a: {regex: [x]}", ["5:18: regex is a list (give a regular expression such as '[A-Z]{3}')"]),
    ("a: {regex: }", ["5:18: regex is nothing (give a regular expression such as '[A-Z]{3}')"]),
    ("a: {fields: {}}", ["5:19: fields has no members (add one)"]),
    ("a: {fields: x}", ["5:19: fields must be a mapping, not 'x'"]),
    (
        "a: {fields: {x: firstnam, y: {z: 1}}}",
        [
            "5:23: there is no generator 'firstnam' (did you mean \"firstname\"?)",
            "5:33: column 'y' has nothing that gives it values (give one of generator, ref, list, values, value, expr, total, one_per, template, regex, fields, items, states)",
        ],
    ),
    (
        "a: {fields: {x: {generator: word, unique: true}}}",
        ["5:49: unique has no effect on a nested member (remove it)"],
    ),
    (
        "a: {fields: {x: word}, unique: true}",
        ["5:38: unique has no effect on a column with fields (remove it)"],
    ),
    (
        "a: {items: }",
        ["5:18: column 'item' is nothing (give the name of a generator, or a mapping)"],
    ),
    ("a: {items: word, count: 5..1}", ["5:31: count 5..1 is not a range within 0..1024"]),
    ("a: {items: word, count: x}", ["5:31: count is 'x' (give a number, or a range such as 0..5)"]),
    ("a: {items: word, count: 2000}", ["5:31: count 2000 is not a range within 0..1024"]),
    ("a: {items: word, count: -1}", ["5:31: count -1 is not a range within 0..1024"]),
    (
        "a: {items: word, count: [1]}",
        ["5:31: count is a list (give a number, or a range such as 0..5)"],
    ),
    (
        "a: {items: {expr: b}}\nb: word",
        [
            "5:25: an item cannot be made by expr from columns: it stands in no row with any (make it of generators)"
        ],
    ),
    (
        "a: {items: {template: '{b}'}}\nb: {generator: sequence}",
        [
            "5:29: an item cannot be made by template from columns: it stands in no row with any (make it of generators)"
        ],
    ),
    (
        "a: {items: word, type: text}",
        ["5:30: type has no effect on a column with items (remove it)"],
    ),
    (
        "a: {items: {fields: {x: {items: {fields: {y: wrd}}}}}}",
        ["5:52: there is no generator 'wrd' (did you mean \"word\"?)"],
    ),
    (
        "a: {expr: b.c}\nb: {fields: {d: word}}",
        ["5:17: b.c: there is no member 'c' (there are: d)"],
    ),
    (
        "a: {generator: word, type: strng}",
        [
            "5:34: type 'strng' is not known (one of: text, uuid, objectid, json, integer, int32, boolean, decimal, float, float32, date, timestamp, timestamptz, time, interval, bytes)"
        ],
    ),
    (
        "a: {generator: price, type: decimal(20,2)}",
        [
            "5:35: type 'decimal(20' is not known (such as decimal(10, 2); between { and } it must stand in quotes: \"decimal(10, 2)\")",
            "5:46: price has no parameter '2)' (it takes min, max)",
        ],
    ),
    (
        "a: {generator: price, type: 'decimal(20,2)'}",
        ["5:35: type 'decimal(20,2)' has not 1 to 18 digits, with the decimals among them"],
    ),
    (
        "a: {generator: word, type: text(3)}",
        ["5:34: type 'text(3)' is not known (did you mean \"text\"?)"],
    ),
    ("a: {generator: word, type: [x]}", ["5:34: type must be text, not a list"]),
    (
        "a: {generator: number, type: date}",
        [
            "5:36: integer values cannot become date (type is one of integer, text, int32, decimal, float, float32, boolean, interval)"
        ],
    ),
    (
        "a: {value: '\\xabc', type: bytes}",
        [
            r"5:18: '\\xabc' is not text, or hexadecimal digits in pairs after \x, which type asks for"
        ],
    ),
    (
        "a: {values: [x, '\\xAB', '\\xzz'], type: bytes}",
        [
            r"5:31: '\\xzz' is not text, or hexadecimal digits in pairs after \x, which type asks for"
        ],
    ),
    (
        r"a: {regex: '\\x[0-9a-f]{3}', type: bytes}",
        [
            r"5:42: '\\xf81' is not text, or hexadecimal digits in pairs after \x, which type asks for"
        ],
    ),
    (
        "a: {value: x, type: date}",
        ["5:18: 'x' is not a date such as 2026-01-31, which type asks for"],
    ),
    ("a: {generator: word, nulls: 2}", ["5:35: nulls 2 is not a share from 0 to 1"]),
    ("a: {generator: word, nulls: x}", ["5:35: nulls must be a number, not 'x'"]),
    ("a: {generator: word, nulls: -0.1}", ["5:35: nulls -0.1 is not a share from 0 to 1"]),
    ("a: {generator: word, nulls: true}", ["5:35: nulls must be a number, not true"]),
    ("a: {generator: word, unique: yes}", ["5:36: unique must be true or false, not 'yes'"]),
    ("a: {generator: word, primary_key: 1}", ["5:41: primary_key must be true or false, not 1"]),
    (
        "a: {generator: word, locale: de_D}",
        ["5:36: locale 'de_D' is not known (did you mean \"de_DE\"?)"],
    ),
    (
        "a: {generator: word, locale: [x]}",
        [
            "5:36: locale is a list (name one; several, by weight, are those of a table: locale: {en_US: 60, de_DE: 40})"
        ],
    ),
    ("a: {generator: word, entity: [x]}", ["5:36: entity must be text, not a list"]),
    ("a: {value: 3, entity: x}", ["5:29: entity has no effect on a column with value (remove it)"]),
    (
        "a: {generator: sequence, primary_key: true, nulls: 0.1}",
        ["5:58: 'a' is a primary key and cannot be null (remove nulls)"],
    ),
    (
        "a: {value: ~, primary_key: true}",
        ["5:18: 'a' is a primary key and cannot be null (give a value)"],
    ),
    (
        "a: {values: [x, ~], primary_key: true}",
        ["5:19: 'a' is a primary key and cannot be null (remove null)"],
    ),
    ("'': word", ["5:7: '' is no name of a column (1 to 128 printable characters)"]),
    (
        "a: {expr: a}",
        [
            "5:7: these columns are made from one another: t.a -> t.a (make one of them from other columns, or draw it)"
        ],
    ),
    (
        "a: {expr: b}\nb: {template: '{c}'}\nc: {generator: number, min: a}",
        [
            "5:7: these columns are made from one another: t.a -> t.b -> t.c -> t.a (make one of them from other columns, or draw it)"
        ],
    ),
    (
        "a: {generator: bool, unique: true}",
        [
            "5:7: a has 2 values in en_US, 10 unique ones are asked for (lower the count, or leave unique out)"
        ],
    ),
    (
        "a: {generator: bool, primary_key: true}",
        [
            "5:7: a has 2 values in en_US, 10 unique ones are asked for (lower the count, or leave unique out)"
        ],
    ),
    (
        "a: {values: [1, 2], unique: true}",
        [
            "5:7: a has 2 values, 10 unique ones are asked for (lower the count, or leave unique out)"
        ],
    ),
    (
        "a: {values: [x, x, y, 1, 2, 3, 4, 5, 6, 7], unique: true}",
        ["5:7: 'a' cannot be unique: 'x' is given twice"],
    ),
    ("a: {value: 1, unique: true}", ["5:7: 'a' cannot be unique: it has one value"]),
    (
        "a: {regex: '[ab]', unique: true}",
        [
            "5:7: a has 2 values in en_US, 10 unique ones are asked for (lower the count, or leave unique out)"
        ],
    ),
    (
        "a: {generator: number, min: 1, max: 9, unique: true}",
        [
            "5:7: a has 9 values in en_US, 10 unique ones are asked for (lower the count, or leave unique out)"
        ],
    ),
    (
        "a: {generator: number, min: b, unique: true}\nb: {value: 3}",
        ["5:7: 'a' cannot be unique: its range differs from row to row"],
    ),
    (
        "a: {expr: 'b % 2', unique: true}\nb: {generator: sequence, unique: true}",
        [
            "5:7: 'a' cannot be unique: 'b % 2' can give two rows the same value (use a unique column by itself, or with constants and +, -, * or ||)"
        ],
    ),
    (
        "a: {expr: 'b * 0', unique: true}\nb: {generator: sequence, unique: true}",
        [
            "5:7: 'a' cannot be unique: 'b * 0' can give two rows the same value (use a unique column by itself, or with constants and +, -, * or ||)"
        ],
    ),
    (
        "a: {expr: b, unique: true}\nb: number",
        [
            "5:7: 'a' cannot be unique: 'b' can give two rows the same value (use a unique column by itself, or with constants and +, -, * or ||)"
        ],
    ),
    (
        "a: {template: '{b}{first_name}', unique: true}\nb: {generator: sequence, unique: true}",
        [
            "5:7: 'a' cannot be unique: two rows can give its template the same text (begin or end it with a unique number and a separator, such as '{name} #{id}')"
        ],
    ),
    (
        "a: {template: '{first_name}', unique: true}",
        [
            "5:7: 'a' cannot be unique: two rows can give its template the same text (begin or end it with a unique number and a separator, such as '{name} #{id}')"
        ],
    ),
    (
        "a: {ref: t.b, unique: true}\nb: {generator: sequence, unique: true}",
        ["5:7: 'a' cannot be unique: in a table that refers to itself, rows share their parents"],
    ),
    (
        "a: {generator: price, unique: true, type: integer}",
        ["5:49: 'a' cannot be unique: decimal(18,2) values that differ can be equal as integer"],
    ),
]

GROUPS = [
    (
        "a: {generator: number, min: 1, max: 3}\nb: bool",
        "[[a, b]]",
        [
            "4:14: [a, b] has 6 combinations, 10 unique ones are asked for (lower the count, or leave unique out)"
        ],
    ),
    ("a: word\nb: bool", "[[a, c]]", ["4:14: t has no column 'c' (there are: a, b)"]),
    ("a: word", "[[a]]", ["4:14: [a] is one column (set unique: true on a instead)"]),
    ("a: word", "a", ["4:13: unique must be a list, not 'a'"]),
    ("a: word", "[[]]", ["4:14: a group of unique columns is empty (name its columns)"]),
    ("a: word", "[[a, a]]", ["4:14: [a, a] has a twice (keep one)"]),
    ("a: word\nb: bool", "[[a, b], [b, a]]", ["4:22: [b, a] is given twice (keep one)"]),
    (
        "a: word\nb: word\nc: word",
        "[[a, b], [b, c], [a, c]]",
        [
            "4:30: [a, b] and [b, c] and [a, c] share columns, but none of these is in all of them (leave one out)"
        ],
    ),
    (
        "a: {values: [x, y]}\nb: {values: [x, y]}\nc: word",
        "[[a, b], [a, c]]",
        [
            "4:14: [a, b] has 4 combinations, 10 unique ones are asked for (lower the count, or leave unique out)"
        ],
    ),
    (
        "a: word\nb: {expr: a}",
        "[[a, b]]",
        ["4:14: [a, b] cannot be unique: b is made from other columns (leave it out of the group)"],
    ),
    (
        "a: word\nb: {items: word}",
        "[[a, b]]",
        ["4:14: [a, b] cannot be unique: b has parts (leave it out of the group)"],
    ),
    (
        "a: word\nb: {value: 3}",
        "[[a, b]]",
        ["4:14: [a, b] cannot be unique: b has one value (leave it out of the group)"],
    ),
    ("a: word\nb: bool", "[[a, [b]]]", ["4:18: a column's name must be text, not a list"]),
]

CHECKS = [
    (
        "[a + 1]",
        ["4:14: the check 'a + 1' gives integer, not true or false (compare it with something)"],
    ),
    ('["1 = 1"]', ["4:14: the check '1 = 1' names no column of t"]),
    ("[b > 2]", ["4:14: t has no column 'b' (there are: a)"]),
    (
        "[a >]",
        [
            "4:14: \"a >\" is not understood near '>' at character 3 (write SQL such as 'round(quantity * price, 2)')"
        ],
    ),
    ("a", ["4:13: checks must be a list, not 'a'"]),
    ("[[x]]", ["4:14: a check must be text, not a list"]),
    ("[~]", ["4:14: a check must be text, not nothing"]),
    (
        "[a like 'x']",
        ["4:14: \"a like 'x'\" is given a whole number and text (use text, or cast(… as text))"],
    ),
]

COUNTS = [
    ("-1", ["7:12: count -1 is outside 0..4611686018427387904"]),
    ("9223372036854775808", ["7:12: count 9223372036854775808 is outside 0..4611686018427387904"]),
    ("4611686018427387905", ["7:12: count 4611686018427387905 is outside 0..4611686018427387904"]),
    ("x", ["7:12: count must be a whole number, not 'x'"]),
    ("1.5", ["7:12: count must be a whole number, not 1.5"]),
    ("'10'", ["7:12: count must be a whole number, not '10'"]),
    ("true", ["7:12: count must be a whole number, not true"]),
    ("[1]", ["7:12: count must be a whole number, not a list"]),
    ("~", ["7:12: count must be a whole number, not nothing"]),
    ("007", ["7:12: count must be a whole number, not '007'"]),
    (
        "{}",
        [
            "7:12: count has no per (add the parent table, or give a number in place of the mapping)",
            "7:12: count has neither max nor mean (give at least one)",
        ],
    ),
    ("{per: p}", ["7:12: count has neither max nor mean (give at least one)"]),
    ("{per: x, max: 2}", ["7:18: there is no table 'x' (there are: p, t)"]),
    (
        "{per: t, max: 2}",
        ["7:12: these tables are counted per one another: t -> t (give one a number)"],
    ),
    ("{per: p, min: 3, max: 1}", ["7:26: min 3 is above max 1"]),
    ("{per: p, mean: 9, max: 3}", ["7:27: mean 9 is not between min 0 and max 3"]),
    ("{per: p, mxa: 2, mean: 1}", ["7:21: count has no key 'mxa' (did you mean \"max\"?)"]),
    ("{per: p, max: 10_000_000}", ["7:26: max 10_000_000 is outside 1..1000000"]),
    ("{per: p, max: 0}", ["7:26: max 0 is outside 1..1000000"]),
    ("{per: p, min: [x], max: 2}", ["7:26: min must be a whole number, not a list"]),
    ("{per: p, mean: {x: 1}}", ["7:27: mean must be a number, not a mapping"]),
    (
        "{per: p, max: 100_000, mean: 3}",
        ["7:41: mean goes with at most 10,000 between min and max (leave mean out)"],
    ),
    (
        "{per: }",
        [
            "7:12: count has neither max nor mean (give at least one)",
            "7:18: per must be text, not nothing",
        ],
    ),
]

FILES = [
    ("5", ["1:1: the file must be a mapping, not 5"]),
    ("- a", ["1:1: the file must be a mapping, not a list"]),
    ("~", ["1:1: the file must be a mapping, not nothing"]),
    ("tables:", ["1:8: tables must be a mapping, not nothing"]),
    ("tables: 5", ["1:9: tables must be a mapping, not 5"]),
    ("tables: {}", ["1:9: there are no tables in it (add one)"]),
    ("collections: {}", ["1:14: there are no collections in it (add one)"]),
    ("tables: {t: }", ["1:13: table 't' must be a mapping, not nothing"]),
    (
        "tables: {t: {}}",
        ["1:10: table 't' has no count (add it)", "1:10: table 't' has no columns (add it)"],
    ),
    ("tables: {t: {count: 1, columns: {}}}", ["1:33: table 't' has no columns (add one)"]),
    ("tables: {t: {count: 1, columns: 5}}", ["1:33: columns of 't' must be a mapping, not 5"]),
    (
        "table: {}",
        [
            "1:1: the file has no key 'table' (did you mean \"tables\"?)",
            "1:1: there are no tables (add: tables)",
        ],
    ),
    (
        "y: 1\ntables: {t: {count: 1, columns: {a: word}}}",
        [
            "1:1: the file has no key 'y' (known: version, seed, locale, fallback, now, database, lists, csv, tables, collections)"
        ],
    ),
    (
        "tables: {t: {count: 1, columns: {a: word}, colums: 3}}",
        ["1:44: table 't' has no key 'colums' (did you mean \"columns\"?)"],
    ),
    (
        "tables: {t: {count: 1, columns: {a: word, b: word}, primary_key: [a, b]}}",
        [
            "1:53: table 't' has no key 'primary_key' (write primary_key: true on its columns, on one or on several)"
        ],
    ),
    (
        "tables: {t: {count: 1, columns: {a: word}}}\ncollections: {}",
        ["2:14: give tables or collections, not both"],
    ),
    (
        "version: 2\nseed: y\nlocale: de_D\nnow: 5\ndatabase: []\ntables: {t: {count: 1, columns: {a: word}, locale: fr_F}}",
        [
            "1:10: version 2 is not known (write version: 1)",
            "2:7: seed must be a whole number, not 'y'",
            "3:9: locale 'de_D' is not known (did you mean \"de_DE\"?)",
            "4:6: now is 5 (give a date or a time such as 2026-01-31T12:00:00Z (years 1000 to 8999), today or now)",
            "5:11: database must be text, not a list",
            "6:52: locale 'fr_F' is not known (did you mean \"fr_FR\"?)",
        ],
    ),
    (
        "seed: -1\ntables: {t: {count: 1, columns: {a: word}}}",
        ["1:7: seed -1 is outside 0..18446744073709551615"],
    ),
    (
        "seed: 18446744073709551616\ntables: {t: {count: 1, columns: {a: word}}}",
        ["1:7: seed 18446744073709551616 is outside 0..18446744073709551615"],
    ),
    (
        "now: 2026-02-30\ntables: {t: {count: 1, columns: {a: word}}}",
        [
            "1:6: now is '2026-02-30' (give a date or a time such as 2026-01-31T12:00:00Z (years 1000 to 8999), today or now)"
        ],
    ),
    (
        "tables: {'': {count: 1, columns: {a: word}}}",
        ["1:10: '' is no name of a table (1 to 128 printable characters)"],
    ),
    (
        "tables: {p: {count: 4, columns: {id: {ref: t.a}}}, t: {count: 5, columns: {a: {ref: p.id}}}}",
        [
            "1:34: these columns are made from one another: p.id -> t.a -> p.id (make one of them from other columns, or draw it)",
        ],
    ),
    (
        "tables: {p: {count: {per: t, max: 2}, columns: {id: sequence, t: {ref: t.a, nulls: 0.5}}}, t: {count: {per: p, max: 3}, columns: {a: sequence, b: {ref: p.id}}}}",
        [
            "1:21: these tables are counted per one another: p -> t -> p (give one a number)",
            "1:84: 't' says for which row of t each row is counted and cannot be null (remove nulls, or give a number as count)",
        ],
    ),
    (
        "tables: {p: {count: 10, columns: {id: sequence}}, t: {count: {per: p, max: 3}, columns: {a: word}}}",
        [
            "1:68: no column of 't' refers to 'p', which it is counted per (add one with ref: p.<column>)"
        ],
    ),
    (
        "tables: {p: {count: 2_000_000_000, columns: {id: sequence}}, t: {count: {per: p, max: 3}, columns: {a: {ref: p.id}}}}",
        [
            "1:79: p has 2,000,000,000 rows, children are counted for 1,000,000,000 at most (give a number as count)"
        ],
    ),
    (
        "tables: {p: {count: 4, columns: {id: sequence}}, t: {count: {per: p, max: 3}, columns: {a: {ref: p.id, nulls: 0.1}}}}",
        [
            "1:111: 'a' says for which row of p each row is counted and cannot be null (remove nulls, or give a number as count)"
        ],
    ),
    (
        "tables: {p: {count: 4, columns: {id: sequence}}, t: {count: {per: p, max: 3}, columns: {a: {ref: p.id, unique: true}}}}",
        [
            "1:89: 'a' cannot be unique: a row of p has up to 3 rows (set max to 1, or leave unique out)"
        ],
    ),
    (
        "tables: {p: {count: 4, columns: {id: sequence}}, t: {count: {per: p, max: 3}, columns: {a: {ref: p.id, distribution: zipf}}}}",
        [
            "1:104: distribution has no effect here: each p row has the rows that count gives it (remove it)"
        ],
    ),
    (
        "tables: {p: {count: 4, columns: {id: sequence}}, t: {count: {per: p, max: 3}, unique: [[a, b]], columns: {a: {ref: p.id}, b: bool}}}",
        [
            "1:88: [a, b] has 2 combinations, each row of p asks for up to 3 unique ones (lower the count, or leave unique out)"
        ],
    ),
    (
        "tables: {p: {count: 4, columns: {id: sequence}}, t: {count: 9, columns: {a: {ref: p.id, unique: true}}}}",
        ["1:74: p has 4 rows, 9 unique ones are asked for (lower the count, or leave unique out)"],
    ),
    (
        "tables: {p: {count: 4, columns: {id: sequence}}, t: {count: 9, unique: [[a, b]], columns: {a: {ref: p.id, distribution: zipf}, b: bool}}}",
        [
            "1:73: [a, b] has 8 combinations, 9 unique ones are asked for (lower the count, or leave unique out)"
        ],
    ),
    (
        "tables: {p: {count: 2, columns: {id: sequence}}, t: {count: 9, columns: {a: {ref: p.id, primary_key: true}, b: {ref: p.id, primary_key: true}}}}",
        [
            "1:50: [a, b] has 4 combinations, 9 unique ones are asked for (lower the count, or leave unique out)"
        ],
    ),
    (
        "tables: {p: {count: 1, columns: {id: sequence}}, t: {count: {per: p, mean: 0.0001}, columns: {a: {ref: p.id}}}, u: {count: 3, columns: {a: {ref: t.a}}}}",
        ["1:146: t has no rows to refer to (raise its count, or give the column nulls)"],
    ),
    (
        "tables: {t: {count: 1, columns: {a: numbr, b: {expr: a + 1}, c: {template: '{b}'}, d: {ref: t.a}, e: {items: {generator: word, locale: fr_F}}}, checks: [a > 1], unique: [[a, b]]}}",
        [
            "1:37: there is no generator 'numbr' (did you mean \"number\"?)",
            "1:136: locale 'fr_F' is not known (did you mean \"fr_FR\"?)",
        ],
    ),
]

PARENT = "  p:\n    count: 4\n    columns:\n      id: {generator: sequence, primary_key: true}\n"


@pytest.mark.parametrize(("columns", "problems"), COLUMNS, ids=[case[0] for case in COLUMNS])
def test_a_wrong_column_is_told_with_its_place(columns: str, problems: list[str]) -> None:
    assert problems == problems_of(schema(columns))


@pytest.mark.parametrize(("columns", "unique", "problems"), GROUPS, ids=str)
def test_a_wrong_group_of_unique_columns_is_told_with_its_place(
    columns: str, unique: str, problems: list[str]
) -> None:
    assert problems == problems_of(schema(columns, more=f"    unique: {unique}\n"))


@pytest.mark.parametrize(("checks", "problems"), CHECKS, ids=str)
def test_a_wrong_check_is_told_with_its_place(checks: str, problems: list[str]) -> None:
    assert problems == problems_of(schema("a: number", more=f"    checks: {checks}\n"))


@pytest.mark.parametrize(("count", "problems"), COUNTS, ids=str)
def test_a_wrong_count_is_told_with_its_place(count: str, problems: list[str]) -> None:
    assert problems == problems_of("tables:\n" + PARENT + table("a: {ref: p.id}", count))


@pytest.mark.parametrize(("text", "problems"), FILES, ids=[case[0] for case in FILES])
def test_a_wrong_file_is_told_with_its_place(text: str, problems: list[str]) -> None:
    assert problems == problems_of(text)


@pytest.mark.parametrize(
    "call",
    ["__import__('os')", "pg_sleep(3)", "eval('1')", "pg_read_file('/etc/passwd')"],
)
@pytest.mark.parametrize("key", ["expr", "checks"])
def test_an_expression_calls_nothing_but_the_functions_that_are_offered(
    call: str, key: str
) -> None:
    column = schema(f'a: {{expr: "{call}"}}')
    check = schema("a: number", more=f'    checks: ["{call} > 1"]\n')

    (problem,) = problems_of(column if key == "expr" else check)

    assert f'there is no function "{call.partition("(")[0]}"' in problem


def test_a_unique_column_says_how_many_values_its_locale_has() -> None:
    said = [
        problems_of(schema(f"a: {{generator: first_name, unique: true, locale: {locale}}}", 10**6))
        for locale in ("de_DE", "en_US")
    ]

    assert all("1,000,000 unique ones are asked for" in problem for (problem,) in said)
    assert ["in de_DE" in said[0][0], "in en_US" in said[1][0]] == [True, True]
    assert said[0][0].split()[3] != said[1][0].split()[3]


def test_all_problems_are_told_at_once_in_file_order() -> None:
    text = schema("a: wrd\nb: {expr: c}\nd: {ref: x.y}", "many") + table(
        "e: {items: }", -1, name="u"
    )

    places = [problem.split(": ")[0] for problem in problems_of(text)]

    assert places == ["3:12", "5:10", "6:17", "7:16", "9:12", "11:18"]


def test_what_is_made_from_a_wrong_column_is_not_told_again() -> None:
    text = schema(
        "a: wrd\nb: {expr: a + 1}\nc: {template: '{b}'}\nd: {ref: t.a}\ne: {generator: number, min: a}",
        more="    unique: [[a, b]]\n    checks: [b > 1]\n",
    )

    assert [problem.split(": ")[0] for problem in problems_of(text)] == ["7:10"]


@pytest.mark.parametrize("step", [1, -1])
@pytest.mark.parametrize("length", [1, 49, 3000])
def test_a_chain_of_columns_may_be_of_any_length(length: int, step: int) -> None:
    links = [f"c{i}: {{expr: c{i + 1} + 1}}" for i in range(length)] + [f"c{length}: {{value: 1}}"]
    plan = plan_of(schema("\n".join(links[::step])))

    assert {length + 1} == {row["c0"] for row in rows_of(plan)}


def test_a_chain_through_too_many_tables_is_one_problem() -> None:
    tables = [table("k: {generator: sequence}", name="t0")]
    tables += [table(f"k: {{ref: t{i}.k}}", name=f"t{i + 1}") for i in range(150)]
    (problem,) = problems_of("tables:\n" + "".join(tables))

    assert (
        "'k' is made from columns through more than 100 tables (take it from a nearer one)"
        in problem
    )


def test_a_chain_through_some_tables_is_followed() -> None:
    tables = [table("k: {generator: sequence}", name="t0")]
    tables += [table(f"k: {{ref: t{i}.k}}", name=f"t{i + 1}") for i in range(99)]

    assert {row["k"] for row in rows_of(plan_of("tables:\n" + "".join(tables)), "t99")} <= set(
        range(1, 11)
    )
