CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`pack` text NOT NULL,
	`external_id` text,
	`facts` text NOT NULL,
	`debt` text NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `accounts_by_customer` ON `accounts` (`customer_id`,`id`);--> statement-breakpoint
CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`prefix` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` text NOT NULL,
	`revoked_at` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_by_hash` ON `api_keys` (`hash`);--> statement-breakpoint
CREATE TABLE `call_transcripts` (
	`call_id` text NOT NULL,
	`part` integer NOT NULL,
	`entries` text NOT NULL,
	PRIMARY KEY(`call_id`, `part`)
);
--> statement-breakpoint
CREATE TABLE `calls` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text,
	`account_id` text,
	`pack` text NOT NULL,
	`purpose` text NOT NULL,
	`direction` text NOT NULL,
	`channel` text NOT NULL,
	`status` text NOT NULL,
	`end_reason` text,
	`answer_class` text,
	`conversation_id` text,
	`agent_id` text,
	`follow_up_id` text,
	`created_at` text NOT NULL,
	`dialed_at` text,
	`answered_at` text,
	`ended_at` text,
	`duration_seconds` real,
	`analysis_status` text NOT NULL,
	`voice_usd` real,
	`meaningful` text,
	`extracted_data` text,
	`analysis_result` text,
	`prompt_manifest` text,
	`audits` text,
	`cost` text,
	`latency` text,
	`reconciliation` text,
	`version` integer NOT NULL,
	`customer_name` text,
	`meaningful_value` integer GENERATED ALWAYS AS (json_extract("meaningful", '$.value')) VIRTUAL,
	`promise_made` integer GENERATED ALWAYS AS (json_extract("analysis_result", '$.promise.promise_made')) VIRTUAL,
	`sentiment_score` real GENERATED ALWAYS AS (json_extract("analysis_result", '$.sentiment.score')) VIRTUAL,
	`intent` text GENERATED ALWAYS AS (json_extract("analysis_result", '$.intent.label')) VIRTUAL,
	`needs_review` integer GENERATED ALWAYS AS (coalesce(json_extract("analysis_result", '$.needs_review'), 0)) VIRTUAL,
	`total_usd` real GENERATED ALWAYS AS (json_extract("cost", '$.total_usd')) VIRTUAL
);
--> statement-breakpoint
CREATE INDEX `calls_by_time` ON `calls` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_by_customer` ON `calls` (`customer_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_by_account` ON `calls` (`account_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_by_status` ON `calls` (`status`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_by_direction` ON `calls` (`direction`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_by_pack` ON `calls` (`pack`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_by_promise` ON `calls` (`promise_made`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_by_meaningful` ON `calls` (`meaningful_value`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_by_review` ON `calls` (`needs_review`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_by_conversation` ON `calls` (`conversation_id`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`conversation_id` text PRIMARY KEY NOT NULL,
	`call_id` text NOT NULL,
	`created_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `customers` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`phone` text NOT NULL,
	`other_phones` text NOT NULL,
	`email` text,
	`language` text NOT NULL,
	`time_zone` text,
	`time_zone_source` text,
	`address` text,
	`external_id` text,
	`consents` text NOT NULL,
	`flags` text NOT NULL,
	`obey_version` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`erased_at` text
);
--> statement-breakpoint
CREATE INDEX `customers_by_phone` ON `customers` (`phone`,`id`);--> statement-breakpoint
CREATE INDEX `customers_by_external_id` ON `customers` (`external_id`);--> statement-breakpoint
CREATE TABLE `dead_letters` (
	`id` text PRIMARY KEY NOT NULL,
	`queue` text NOT NULL,
	`job` text NOT NULL,
	`error` text,
	`attempts` integer NOT NULL,
	`failed_at` text NOT NULL,
	`replayed_at` text
);
--> statement-breakpoint
CREATE INDEX `dead_letters_by_queue` ON `dead_letters` (`queue`,`id`);--> statement-breakpoint
CREATE TABLE `follow_ups` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`account_id` text,
	`call_id` text,
	`promise_id` text,
	`purpose` text NOT NULL,
	`due_at` text NOT NULL,
	`status` text NOT NULL,
	`reason` text NOT NULL,
	`attempts` integer NOT NULL,
	`created_at` text NOT NULL,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `follow_ups_by_time` ON `follow_ups` (`due_at`,`id`);--> statement-breakpoint
CREATE INDEX `follow_ups_by_status` ON `follow_ups` (`status`,`due_at`,`id`);--> statement-breakpoint
CREATE INDEX `follow_ups_by_customer` ON `follow_ups` (`customer_id`,`due_at`,`id`);--> statement-breakpoint
CREATE INDEX `follow_ups_by_call` ON `follow_ups` (`call_id`);--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`key` text PRIMARY KEY NOT NULL,
	`request_hash` text NOT NULL,
	`status` integer,
	`body` text,
	`created_at` text NOT NULL,
	`expires_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_by_expiry` ON `idempotency_keys` (`expires_at`);--> statement-breakpoint
CREATE TABLE `llm_calls` (
	`id` text PRIMARY KEY NOT NULL,
	`call_id` text NOT NULL,
	`at` text NOT NULL,
	`task` text NOT NULL,
	`model_asked` text NOT NULL,
	`model_answered` text,
	`prompt` text,
	`response` text,
	`prompt_tokens` integer,
	`completion_tokens` integer,
	`cost_usd` real,
	`latency_ms` real NOT NULL,
	`first_token_ms` real,
	`error` text
);
--> statement-breakpoint
CREATE INDEX `llm_calls_by_call` ON `llm_calls` (`call_id`,`at`,`id`);--> statement-breakpoint
CREATE TABLE `promises` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`account_id` text,
	`call_id` text NOT NULL,
	`promised_amount_cents` integer,
	`promised_date` text,
	`payment_method` text,
	`paid_amount_cents` integer NOT NULL,
	`status` text NOT NULL,
	`evidence` text NOT NULL,
	`created_at` text NOT NULL,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `promises_by_customer` ON `promises` (`customer_id`,`id`);--> statement-breakpoint
CREATE INDEX `promises_by_call` ON `promises` (`call_id`);--> statement-breakpoint
CREATE INDEX `promises_by_status` ON `promises` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `promises_by_date` ON `promises` (`promised_date`);--> statement-breakpoint
CREATE TABLE `receipts` (
	`id` text PRIMARY KEY NOT NULL,
	`n` integer NOT NULL,
	`customer_id` text NOT NULL,
	`call_id` text,
	`at` text NOT NULL,
	`verdict` text NOT NULL,
	`rule_ids` text NOT NULL,
	`not_before` text,
	`must_say` text NOT NULL,
	`explanation` text NOT NULL,
	`rule_version` text NOT NULL,
	`inputs_hash` text NOT NULL,
	`prev_hash` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `receipts_by_time` ON `receipts` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `receipts_by_customer` ON `receipts` (`customer_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `receipts_by_verdict` ON `receipts` (`verdict`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `receipts_by_call` ON `receipts` (`call_id`);--> statement-breakpoint
CREATE TABLE `spans` (
	`id` text PRIMARY KEY NOT NULL,
	`call_id` text NOT NULL,
	`name` text NOT NULL,
	`component` text NOT NULL,
	`started_at` text NOT NULL,
	`duration_ms` real NOT NULL,
	`attributes` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `spans_by_call` ON `spans` (`call_id`,`started_at`,`id`);--> statement-breakpoint
CREATE TABLE `stray_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`conversation_id` text,
	`agent_id` text,
	`raw` text NOT NULL,
	`received_at` text NOT NULL
);
