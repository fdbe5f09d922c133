-- Needs a superuser (or GRANT SET ON PARAMETER), unlike the settings above.
do $$ begin
  execute format('alter database %I set log_min_duration_statement = ''100ms''', current_database());
end $$;
