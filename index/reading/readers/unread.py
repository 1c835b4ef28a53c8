"""The files that people have and Quoth does not read, by their suffix: what they are, and what to do with them."""

CURES = {
    suffix: cure
    for suffixes, cure in (
        (".rar .zst", "is an archive that Quoth does not open: unpack it, or pack the documents as .zip or .7z"),
        (".one .onetoc2", "is a notebook of OneNote: export its pages as PDF or Word files"),
        (".chm .hlp", "is a help file of Windows: convert it to HTML or PDF"),
        (".mobi .azw .azw3 .kfx", "is an e-book for Kindle: convert it to .epub"),
        (".djvu .djv .ps .eps .xps .oxps", "is a kind of printed page that Quoth does not read: convert it to PDF"),
        (
            ".wpd .wps .pub .vsd .vsdx .mpp .dwg .dxf .indd .ai .sketch",
            "is a file of another program: export it as PDF",
        ),
        (".mp3 .wav .m4a .ogg .flac .mp4 .mov .avi .mkv .webm", "is sound or film, which Quoth does not transcribe"),
        (".accdb .mdb .sqlite .db .parquet", "is a database: export its tables as .csv"),
        (".pst .ost", "is a mailbox of Outlook: export its messages as .msg or .eml"),
    )
    for suffix in suffixes.split()
}
