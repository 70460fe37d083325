"""hansard status."""

from hansard.cli import options


def status(
    repo: options.Repo = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    json: options.Json = False,
) -> None:
    """What is archived and how fresh it is."""
    from hansard.console import Console
    from hansard.warehouse.query import Archive

    settings = options.settings(config, warehouse=warehouse)
    console = Console()
    with Archive.open(settings.warehouse) as archive:
        rows = archive.rows("select * from archive_status order by repository")
        if repo:
            named = archive.repository(repo)
            rows = [row for row in rows if row["repository"] == named]
    if json:
        console.json({"warehouse": str(settings.warehouse), "repositories": rows})
    elif rows:
        for row in rows:
            name = row.pop("repository")
            console.table(("repository", name), [(key.replace("_", " "), value) for key, value in row.items()])
    else:
        console.note(f"{settings.warehouse} holds no repository yet. Fill it with `hansard sync OWNER/NAME`")
