// Tickets: what a browser opens a socket with, since it can send no header.
import { randomBytes } from 'node:crypto'
import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { callSession } from '../../../durable-objects/call-session.ts'
import { ticketRequestSchema, ticketSchema } from '../../contract/api.ts'
import type { AppEnv } from '../app-env.ts'
import { refuseInput } from '../body.ts'
import { Problem } from '../problems.ts'

const ticketBytes = 24

const ticketRoute = createRoute({
  method: 'post',
  path: '/api/tickets',
  operationId: 'mintTicket',
  tags: ['live'],
  summary: 'A ticket for one socket, once, within a minute',
  request: { body: { required: true, content: { 'application/json': { schema: ticketRequestSchema } } } },
  responses: { 201: { description: 'The ticket', content: { 'application/json': { schema: ticketSchema } } } },
})

export const tickets = new OpenAPIHono<AppEnv>({ defaultHook: refuseInput }).openapi(ticketRoute, async (c) => {
  const { call_id } = c.req.valid('json')
  const ticket = Buffer.from(randomBytes(ticketBytes)).toString('base64url')
  const expires_at = await callSession(c.env, call_id).mintTicket(ticket)
  if (!expires_at) throw new Problem('not-found')
  return c.json({ ticket, expires_at }, 201)
})
