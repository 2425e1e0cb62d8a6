drop table file_piece;
drop table file;
alter table organisation drop column link_key;
