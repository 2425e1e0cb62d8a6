-- Major incidents: what the ticket is beside an incident, its rooms as they were intended and as they stand, what was said there.

alter table ticket add column major jsonb;
create index ticket_major on ticket (organisation_id, reported_at desc, id) where major is not null;

-- The intent comes first, with a name that ends in random letters: there is one room for each ticket and chat, whatever fails.
create table room (
  organisation_id uuid not null,
  ticket_id uuid not null,
  platform text not null,
  workspace text not null,
  name text not null,
  title text not null,
  mark text not null,
  private boolean not null,
  state text not null default 'intended' check (state in ('intended', 'open', 'refused', 'archived')),
  kind text check (kind in ('channel', 'thread')),
  channel text,
  link text,
  why text,
  -- Nothing is heard there but what mentions the bot.
  deaf boolean not null default false,
  -- User id → '' once they were brought in, else why they could not be.
  brought jsonb not null default '{}',
  -- Mail address → user id and name there, of those who are called by it and had no account on the chat.
  found jsonb not null default '{}',
  primary key (organisation_id, ticket_id, platform),
  foreign key (organisation_id, ticket_id) references ticket (organisation_id, id),
  check (state in ('intended', 'refused') or channel is not null)
);
-- Whose room a channel is.
create index room_channel on room (organisation_id, platform, channel) where channel is not null;

-- What people said in a room, to be carried to the others: the newest of their words, and where they stand.
create table room_message (
  organisation_id uuid not null,
  id bigint generated always as identity,
  ticket_id uuid not null,
  platform text not null,
  workspace text not null,
  channel text not null,
  message_id text not null,
  -- The message that it answers, by its id in its own channel.
  root text,
  person_id uuid not null,
  text text not null,
  marks jsonb,
  -- By its chat's clock, and by the desk's.
  written_at timestamptz not null,
  heard_at timestamptz not null default desk_now(),
  edited_at timestamptz,
  deleted_at timestamptz,
  link text,
  -- The platforms that a delivery has taken it to, or is taking it.
  carried jsonb not null default '[]',
  primary key (organisation_id, id),
  unique (organisation_id, platform, channel, message_id),
  foreign key (organisation_id, ticket_id) references ticket (organisation_id, id)
);
create index room_message_order on room_message (organisation_id, ticket_id, written_at, id);
-- What came with it; such a file belongs to no fact.
alter table file add column room_message bigint;
alter table file add constraint file_room_message
  foreign key (organisation_id, room_message) references room_message (organisation_id, id);

do $$
declare t text;
begin
  foreach t in array array['room', 'room_message'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy wall on %I using (organisation_id = current_organisation())', t);
  end loop;
end $$;

-- Whom something affects and what is next are words too.
create or replace function erased(fact jsonb, forget boolean) returns jsonb language sql immutable as $$
  select coalesce(jsonb_object_agg(key, case
    when key in ('title', 'description', 'text', 'because', 'resolution', 'comment', 'affects', 'next')
      and jsonb_typeof(value) = 'string' then '"[erased]"'
    when key = 'marks' then '[]'
    when forget and key = 'source' then value - 'link' || '{"user": "[erased]"}'
    when forget and key = 'origin' then 'null'
    else value end), '{}')
  from jsonb_each(fact)
$$;

do $$
begin
  if exists (select from pg_roles where rolname = 'muster_app') then
    grant select, insert, update, delete on room, room_message to muster_app;
  end if;
end $$;
