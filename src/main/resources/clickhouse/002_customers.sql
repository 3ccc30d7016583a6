-- What analysts may know of a customer. A copy of the registry (the topic darkroom.customers), newest row wins.
CREATE TABLE IF NOT EXISTS darkroom.customers
(
    customer_id   String                 COMMENT 'The same id as in image_tallies',
    name          String                 COMMENT 'Name to show',
    plan          LowCardinality(String) COMMENT 'Plan the customer pays for',
    monthly_quota UInt64                 COMMENT 'Images a month, 0 = unlimited',
    signed_up_on  Date                   COMMENT 'Day of the contract',
    updated_at    DateTime DEFAULT now() COMMENT 'The newest wins'
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY customer_id
COMMENT 'Customers, for names and plans beside the numbers';

-- In memory, so that a name costs no join; it follows the table within two minutes.
-- It reads as the local user `default`, which must be able to log in from localhost.
CREATE DICTIONARY IF NOT EXISTS darkroom.customer_dim
(customer_id String, name String, plan String, monthly_quota UInt64, signed_up_on Date)
PRIMARY KEY customer_id
SOURCE(CLICKHOUSE(QUERY 'SELECT customer_id, name, plan, monthly_quota, signed_up_on FROM darkroom.customers FINAL'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(MIN 60 MAX 120);
