do $$
declare s text;
begin
  for s in select sequencename from pg_sequences where schemaname = current_schema() and sequencename ~ '^number_(incident|request)_' loop
    execute format('drop sequence %I', s);
  end loop;
end $$;
drop table message, receipt, event, ticket, account, person, policy, installation, organisation;
drop function desk_now(), next_number(text), create_number_sequences(), refuse_change(), current_organisation();
