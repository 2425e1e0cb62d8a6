alter function create_number_sequences() set search_path from current;
alter function erase_words(uuid, int[], boolean, text) set search_path from current;
drop table secret;
