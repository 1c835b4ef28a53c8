"""Answers that are computed from the tables of the documents.

The way of a question: `find` chooses tables, `legends` tells what their codes mean, `typed` gives their columns types
(`values`, `totals`), and `joins` links them. `understand` reads the question: every word must be an operation
(`question_words`), a column (`columns`), a value (`mentions`), a condition (`conditions`, `flags`), a time (`times`)
or without meaning (`vocabulary`, `left_over`, `people`); `prepared` mends its spelling first. `rules` and
`superlatives` write the SQL (`sql_text`) of each `reading` (`prices`: what is paid), and `solve` keeps a result on
which all agree. Otherwise a model writes the SQL (`model`, `written_sql`), `repair` puts names and values right, and
`faithful` checks it. `meant` finds the entry that a word means which the table writes otherwise, for `other_words`;
`nearest_cell` finds the cell whose column is called otherwise, `queried_cell` the one that a model's SQL leads to,
`blanks` what is not yet done.
`compute` runs it in `database`, `queries` finds the rows and cells behind the result, `description` says what it
computes, `wording` writes its values, `cite` quotes the cells, and they are `shown`. `ranges` looks up the cell whose
label is a range (`axes`) that contains an amount, a day or a time, and `baskets` adds up the prices of several things,
`versus` compares two rows, and `budget` what was planned and spent. The door is `answer`.
"""
