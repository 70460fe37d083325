-- The items $items are folded anew.
delete from item_version where item_id in (select unnest($items::varchar[]));
