"""A sheet on paper: `papers` says what stands on it, `typeset` makes a PDF of that."""
