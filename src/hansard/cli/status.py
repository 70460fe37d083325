"""hansard status."""

from hansard.cli import options


def status(
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
    if json:
        console.json({"warehouse": str(settings.warehouse), "repositories": rows})
    elif rows:
        for row in rows:
            console.table(("", row["repository"]), [(key.replace("_", " "), row[key]) for key in row if key != "repository"])
    else:
        console.note(f"{settings.warehouse} holds no repository yet. Fill it with `hansard sync OWNER/NAME`")
