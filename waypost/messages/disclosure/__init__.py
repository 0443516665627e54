"""
Everything that was sent, received, read and answered about one case, for disclosure: as JSON and as a PDF of the same.

`record.disclose` makes the JSON (`content/schemas/disclosure.schema.json`), `page.pdf_of` the PDF.
*Source:* Criminal Procedure and Investigations Act 1996 (domain.md 3.2); docs/howto/prove-what-was-sent.md.
"""
