// Calls somebody, or shows why that person may not be called.
import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { PhoneIcon } from '../ui/icons.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { ReceiptView } from './receipt-view.tsx'
import { type Started, startCall } from './start-call.ts'

type Pressed = { kind: 'idle' } | { kind: 'calling' } | Exclude<Started, { kind: 'started' }>
type Parts = { customer: { id: string; name: string; time_zone: string | null }; account_id: string | null; variant: 'filled' | 'default'; what?: string }

export function CallButton({ customer, account_id, variant, what }: Parts) {
  const navigate = useNavigate()
  const [pressed, setPressed] = useState<Pressed>({ kind: 'idle' })
  const button = useRef<HTMLButtonElement>(null)
  // Kept until an answer is certain: a second press after a lost answer asks about the same call.
  const intent = useRef<string | null>(null)

  async function call(): Promise<void> {
    setPressed({ kind: 'calling' })
    intent.current ??= crypto.randomUUID()
    const started = await startCall(customer.id, account_id, intent.current)
    const certain = started.kind !== 'failed' || started.problem.kind === 'refused'
    if (certain) intent.current = null
    if (started.kind !== 'started') return setPressed(started)
    setPressed({ kind: 'idle' })
    await navigate({ to: '/calls/$call_id', params: { call_id: started.call_id } })
  }

  const label = what ? `Call ${customer.name}, ${what}` : `Call ${customer.name}`
  return (
    <>
      <Button
        ref={button}
        variant={variant}
        leftSection={<PhoneIcon size={14} />}
        aria-label={label}
        loading={pressed.kind === 'calling'}
        onClick={() => void call()}
      >
        Call
      </Button>
      {pressed.kind !== 'idle' && pressed.kind !== 'calling' && (
        <Dialog title={titleOf(pressed, customer.name)} opener={button} close={() => setPressed({ kind: 'idle' })}>
          <WhyNot pressed={pressed} customer={customer} />
        </Dialog>
      )}
    </>
  )
}

type NotCalled = Exclude<Pressed, { kind: 'idle' | 'calling' }>

function titleOf(pressed: NotCalled, name: string): string {
  switch (pressed.kind) {
    case 'not_allowed':
      return pressed.receipt.verdict === 'defer' ? `${name} may not be called now` : `${name} may not be called`
    case 'already_live':
      return `${name} is on a call`
    case 'which_account':
      return 'What is the call about?'
    case 'failed':
      return 'The call was not placed'
  }
}

function WhyNot({ pressed, customer }: { pressed: NotCalled; customer: Parts['customer'] }) {
  switch (pressed.kind) {
    case 'not_allowed':
      return <ReceiptView receipt={pressed.receipt} time_zone={customer.time_zone} />
    case 'already_live':
      return (
        <p>
          Two calls to one person are never live together.{' '}
          <Link to="/calls/$call_id" params={{ call_id: pressed.call_id }}>
            Open the live call
          </Link>
        </p>
      )
    case 'which_account':
      return (
        <p>
          {customer.name} has more than one account.{' '}
          <Link to="/customers/$customer_id" params={{ customer_id: customer.id }}>
            Choose the account to call about
          </Link>
        </p>
      )
    case 'failed':
      return <ProblemNotice problem={pressed.problem} />
  }
}
