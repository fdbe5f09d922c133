namespace HealthKit.Npgsql.Tests.Databases;

/// <summary>A company's database of 43 tables in eight schemas, with faults planted among what only looks like one.</summary>
internal static class RealisticSchema
{
    /// <summary>Foreign keys without a usable index.</summary>
    public static readonly string[] MissingIndexes =
    [
        "audit.entry (customer_id)", "billing.dunning (invoice_id)", "billing.refund (payment_id)", "crm.note (customer_id)", "crm.ticket (customer_id)", "hr.absence (employee_id)",
        "iot.reading (device_id)", "logistics.route_stop (depot_no, route_no)", "sales.order_line (product_id)", "sales.shipment (order_id)",
    ];

    /// <summary>Indexes that a rebuild would make much smaller.</summary>
    public static readonly string[] BloatedIndexes = ["billing.ledger_booked", "billing.ledger_pkey", "iot.reading_pkey"];

    /// <summary>Tables in use whose rows anybody's query may read.</summary>
    public static readonly string[] UnguardedTables = ["billing.account (owner_id)", "crm.visit (user_id)", "sales.\"order\" (customer_id)"];

    /// <summary>Foreign keys in all.</summary>
    public const int ForeignKeys = 28;

    public const string Sql = """
        create schema sales; create schema crm; create schema hr; create schema logistics; create schema billing; create schema iot; create schema audit; create schema "Legacy";
        create extension pgstattuple;

        create table sales.customer (id int primary key, name text, region text);
        insert into sales.customer select i, 'n' || i, 'r' || i % 7 from generate_series(1, 5000) i;
        create table sales.product (id int primary key, sku text unique);
        insert into sales.product select i, 's' || i from generate_series(1, 500) i;
        create type sales.state as enum ('new', 'paid', 'sent');
        create table sales."order" (id int primary key, customer_id int references sales.customer, state sales.state, placed date, code text, total int);
        insert into sales."order" select i, 1 + i % 5000, case when i % 50 = 0 then 'new' else 'sent' end::sales.state, date '2026-01-01' + i % 300, md5(i::text), i % 100 from generate_series(1, 20000) i;
        create index on sales."order" (customer_id); create index on sales."order" (id, placed) where state = 'new'; create index on sales."order" (code text_pattern_ops);
        create table sales.order_line (order_id int references sales."order", line int, product_id int references sales.product, quantity int, primary key (order_id, line));
        insert into sales.order_line select i / 3 + 1, i % 3, 1 + i % 500, 1 from generate_series(0, 29999) i;
        create table sales.shipment (id int primary key, order_id int references sales."order", carrier text); create index on sales.shipment (carrier) include (order_id);
        insert into sales.shipment select i, i, 'c' from generate_series(1, 2000) i;
        create table sales.basket (customer_id int primary key references sales.customer, content text);
        create table sales.coupon (code text primary key, customer_id int references sales.customer); create index on sales.coupon using hash (customer_id);
        create table sales.price (product_id int references sales.product, valid_from date, primary key (product_id, valid_from));
        create table sales.wish (id int primary key, customer_id int references sales.customer, product_id int references sales.product, unique (product_id, customer_id));
        create index on sales.wish (customer_id) where customer_id is not null;

        create table crm.ticket (id int primary key, customer_id int references sales.customer, state text); create index on crm.ticket (customer_id) where state = 'open';
        insert into crm.ticket select i, 1 + i % 5000, 'closed' from generate_series(1, 3000) i;
        create table crm.note (id int primary key, customer_id int references sales.customer, body text); create index on crm.note (abs(customer_id));
        create table crm.contact (id int primary key, customer_id int references sales.customer, mail text); create index on crm.contact (customer_id, mail);
        create table crm.campaign (id int primary key, parent_id int references crm.campaign); create index on crm.campaign (parent_id);
        create table crm.visit (id int primary key, user_id int, url text); alter table crm.visit enable row level security; create policy everybody on crm.visit using (true);
        create table crm.preference (id int primary key, user_id int); alter table crm.preference enable row level security; create policy own on crm.preference using (user_id = current_setting('app.user', true)::int);
        create table crm.secret (id int primary key, account_id int); alter table crm.secret enable row level security;
        create table crm.task (id int primary key, state text, title text); create index on crm.task (state) where state = 'open'; create index on crm.task (title text_pattern_ops);
        insert into crm.task select i, case when i % 400 = 0 then 'open' else 'done' end, md5(i::text) from generate_series(1, 20000) i;
        create table crm.unused (id int primary key, tenant_id int);

        create table hr.employee (id int primary key, manager_id int references hr.employee); create index on hr.employee (manager_id);
        create table hr.absence (day date, employee_id int references hr.employee, primary key (day, employee_id));
        create table hr.skill (id int primary key); create table hr.employee_skill (skill_id int references hr.skill, employee_id int references hr.employee, primary key (employee_id, skill_id)); create index on hr.employee_skill (skill_id);

        create table logistics.route (depot_no int, route_no int, primary key (depot_no, route_no));
        create table logistics.route_stop (id int primary key, depot_no int, route_no int, foreign key (depot_no, route_no) references logistics.route); create index on logistics.route_stop (route_no);
        create table logistics.route_driver (id int primary key, depot_no int, route_no int, foreign key (depot_no, route_no) references logistics.route); create index on logistics.route_driver (route_no, depot_no);
        create table logistics.depot (id int primary key); create table logistics.dock (id int primary key, depot_id int references logistics.depot); create index on logistics.dock (depot_id) with (fillfactor = 70);

        create table billing.account (id int primary key, owner_id int); create policy own on billing.account using (owner_id = 1);
        create table billing.invoice (id int primary key, order_id int unique references sales."order");
        create table billing.dunning (id int primary key, invoice_id int references billing.invoice); create index dunning_invoice on billing.dunning (invoice_id);
        update pg_index set indisvalid = false where indexrelid = 'billing.dunning_invoice'::regclass;
        create table billing.payment (id int primary key); create table billing.refund (id int primary key, payment_id int references billing.payment, payment_id_old int); create index refund_payment_id on billing.refund (payment_id_old);
        create table "Legacy".refund (id int primary key, "Payment Id" int references billing.payment); create index "refund_Payment Id" on "Legacy".refund ("Payment Id");
        create table billing.ledger (id bigint primary key, booked bigint); create index ledger_booked on billing.ledger (booked);
        insert into billing.ledger select i, i from generate_series(1, 100000) i; delete from billing.ledger where id % 4 <> 0;
        create table billing.queue (id bigint primary key); insert into billing.queue select generate_series(1, 60000); delete from billing.queue;
        create table billing.token (id uuid primary key, secret text); create index on billing.token (secret);
        insert into billing.token select md5('t' || i)::uuid, md5('s' || i) from generate_series(1, 40000) i;

        create table iot.device (id int primary key); insert into iot.device select generate_series(1, 50);
        create table iot.reading (id bigint primary key, device_id int references iot.device, value int); create index on iot.reading using brin (device_id);
        insert into iot.reading select i, 1 + i % 50, i % 9 from generate_series(1, 90000) i; delete from iot.reading where id % 3 <> 0;
        create table iot.metric (device_id int references iot.device, at date, value int) partition by range (at); create index on iot.metric (device_id);
        create table iot.metric_1 partition of iot.metric for values from ('2026-01-01') to ('2026-07-01'); create table iot.metric_2 partition of iot.metric for values from ('2026-07-01') to ('2027-01-01');
        insert into iot.metric select 1 + i % 50, date '2026-01-01' + i % 360, i % 11 from generate_series(1, 24000) i;
        create table iot.alarm (id int primary key, device_id int not null references iot.device, severity int); create index on iot.alarm (device_id) where device_id is not null;

        create table audit.entry (id int, customer_id int references sales.customer, at date) partition by range (at);
        create table audit.entry_1 partition of audit.entry for values from ('2026-01-01') to ('2026-07-01'); create index on audit.entry_1 (customer_id);
        create table audit.entry_2 partition of audit.entry for values from ('2026-07-01') to ('2027-01-01');
        create table audit.exact (id int primary key, kind int); insert into audit.exact select i, i % 7 from generate_series(1, 10000) i;
        create table audit.setting (key text primary key, value text); insert into audit.setting select 'k' || i, 'v' from generate_series(1, 50) i;

        vacuum analyze;
        """;

    /// <summary>Gives the service's role what a service has, and no more.</summary>
    public static string GrantTo(string role) => string.Concat(((string[])["sales", "crm", "hr", "logistics", "billing", "iot", "audit", "\"Legacy\""]).Select(schema =>
        $"grant usage on schema {schema} to {role}; grant select, insert, update, delete on all tables in schema {schema} to {role}; "));
}
