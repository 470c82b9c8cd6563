// A customer's name where only the id is known: asked once for each person and kept.
import { Link } from '@tanstack/react-router'
import { customerWithAccountsSchema } from '../../../src/contract/api.ts'
import { useAnswer } from '../api/use-answer.ts'

export function CustomerLink({ customer_id, className }: { customer_id: string; className?: string }) {
  const customer = useAnswer(`/api/customers/${customer_id}`, customerWithAccountsSchema)
  return (
    <Link to="/customers/$customer_id" params={{ customer_id }} {...(className && { className })} data-row>
      {customer.kind === 'answered' ? customer.value.name : customer_id}
    </Link>
  )
}
