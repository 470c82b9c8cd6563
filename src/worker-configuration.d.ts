/* eslint-disable */
// Written by `npm run types` out of wrangler.toml.
interface __BaseEnv_Env {
	ARCHIVE: R2Bucket;
	DB: D1Database;
	PROJECTION: Queue;
	ANALYSIS: Queue;
	EFFECTS: Queue;
	ENVIRONMENT: "local";
	CALL_SESSIONS: DurableObjectNamespace<import("./worker").CallSession>;
	CUSTOMER_LEDGERS: DurableObjectNamespace<import("./worker").CustomerLedger>;
	PHONE_LINES: DurableObjectNamespace<import("./worker").PhoneLine>;
}
declare namespace Cloudflare {
	interface GlobalProps {
		mainModule: typeof import("./worker");
		durableNamespaces: "CallSession" | "CustomerLedger" | "PhoneLine";
	}
	interface Env extends __BaseEnv_Env {}
}
interface Env extends __BaseEnv_Env {}
type StringifyValues<EnvType extends Record<string, unknown>> = {
	[Binding in keyof EnvType]: EnvType[Binding] extends string ? EnvType[Binding] : string;
};
declare namespace NodeJS {
	interface ProcessEnv extends StringifyValues<Pick<Cloudflare.Env, "ENVIRONMENT">> {}
}
declare module "*.sql" {
	const value: string;
	export default value;
}