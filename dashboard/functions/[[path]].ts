// Hands /api and /ws to the Worker. Nothing is decided here: who may do what is the Worker's to say.

interface PagesEnv {
  API: Fetcher
  /** Set by `npm start` alone: the Worker accepts this key only with ENVIRONMENT=local. */
  LOCAL_KEY?: string
}

export const onRequest: PagesFunction<PagesEnv> = ({ request, env, next }) => {
  const { pathname } = new URL(request.url)
  if (pathname.startsWith('/ws/')) return env.API.fetch(request) // untouched: a socket carries its ticket, and the Upgrade must stay
  if (!pathname.startsWith('/api/')) return next()
  if (!env.LOCAL_KEY || request.headers.has('authorization')) return env.API.fetch(request)
  const signed = new Request(request)
  signed.headers.set('authorization', `Bearer ${env.LOCAL_KEY}`)
  return env.API.fetch(signed)
}
