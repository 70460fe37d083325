-- Items that wait no longer: read to the end, gone, or a gap of their own.
delete from unread_item using page
where unread_item.node_id = page.node_id and page.what in ('item', 'unread');
