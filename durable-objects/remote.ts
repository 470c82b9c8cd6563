// How a durable object looks from outside: every method of its class, answered later.
// The platform's own stub type works out for every value whether it can be cloned, and gives up on JSON of unknown depth.

type Answered<Method> = Method extends (...given: infer Given) => infer Answer ? (...given: Given) => Promise<Awaited<Answer>> : never

/** What crosses is cloned: plain data in, plain data out. */
export type Remote<Kept> = { [Name in keyof Kept as Kept[Name] extends (...given: never[]) => unknown ? Name : never]: Answered<Kept[Name]> }

export function remote<Kept>(namespace: DurableObjectNamespace, name: string): Remote<Kept> & Pick<Fetcher, 'fetch'> {
  const stub: unknown = namespace.getByName(name)
  return stub as Remote<Kept> & Pick<Fetcher, 'fetch'>
}
