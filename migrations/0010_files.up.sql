-- Files that came with words: what they are, whose words they belong to, and their bytes in pieces.

create table file (
  organisation_id uuid not null references organisation (id),
  id uuid not null,
  -- Whose words they came with. Until those are a fact of a ticket, both are null; what never becomes one is swept.
  ticket_id uuid,
  seq int,
  person_id uuid not null,
  -- Where it came from: the chat; the message, while a form or a choice offers it; and what its bytes are read by, which is
  -- gone when they are, as it may open them.
  platform text not null,
  message text,
  handle text,
  link text,
  name text not null,
  size int,
  media_type text,
  state text not null check (state in ('coming', 'kept', 'linked', 'refused', 'lost')),
  why text,
  at timestamptz not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, ticket_id) references ticket (organisation_id, id),
  foreign key (organisation_id, person_id) references person (organisation_id, id)
);
create index file_ticket on file (organisation_id, ticket_id, seq) where ticket_id is not null;
create index file_offered on file (organisation_id, at) where ticket_id is null;

-- In pieces, so that whoever reads 20 MB holds a quarter of one.
create table file_piece (
  organisation_id uuid not null,
  file_id uuid not null,
  n int not null,
  bytes bytea not null,
  primary key (organisation_id, file_id, n),
  foreign key (organisation_id, file_id) references file (organisation_id, id) on delete cascade
);
-- Pictures and documents are packed already.
alter table file_piece alter column bytes set storage external;

-- What signs the links to an organisation's files: 244 random bits.
alter table organisation add column link_key bytea not null
  default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');

do $$
declare t text;
begin
  foreach t in array array['file', 'file_piece'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy wall on %I using (organisation_id = current_organisation())', t);
    if exists (select from pg_roles where rolname = 'muster_app') then
      execute format('grant select, insert, update, delete on %I to muster_app', t);
    end if;
  end loop;
end $$;
