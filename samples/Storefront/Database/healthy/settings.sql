-- Belongs to the database rather than to the server, so that both profiles can live on one server.
do $$ begin
  execute format('alter database %I set statement_timeout = ''10s''', current_database());
  execute format('alter database %I set lock_timeout = ''5s''', current_database());
  execute format('alter database %I set idle_in_transaction_session_timeout = ''30s''', current_database());
end $$;
