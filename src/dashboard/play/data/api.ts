import type {
  Behaviour,
  BehaviourChange,
  Chat,
  Customer,
  CustomerMessage,
  NewCustomer,
} from '../../../protocol/simulator.ts'

export type FailureCode = { code: number; class: string; title: string }

/** A refusal by the simulator, with its own message. */
class SimulatorError extends Error {}

async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const form = body instanceof FormData
  const answer = await fetch(`/simulator${path}`, {
    method,
    ...(body && !form && { headers: { 'content-type': 'application/json' } }),
    ...(body && { body: form ? body : JSON.stringify(body) }),
  })
  const read = (await answer.json()) as
    | { success: true; data: T }
    | { success: false; error: { message: string } }
  if (!read.success) throw new SimulatorError(read.error.message)
  return read.data
}

/** The simulator's API (docs/simulator.md), which needs no sign-in. */
export const simulator = {
  customers: () => call<Customer[]>('GET', '/customers'),
  putCustomer: (customer: NewCustomer) => call<Customer>('POST', '/customers', customer),
  chat: (customer: string) => call<Chat>('GET', `/customers/${customer}/chat`),
  sendMessage: (customer: string, message: CustomerMessage | FormData) =>
    call<{ wamid: string }>('POST', `/customers/${customer}/messages`, message),
  read: (customer: string) => call('POST', `/customers/${customer}/read`, {}),
  played: (customer: string, played: string) =>
    call('POST', `/customers/${customer}/read`, { played }),
  behaviour: () => call<Behaviour>('GET', '/behaviour'),
  changeBehaviour: (change: BehaviourChange) => call<Behaviour>('POST', '/behaviour', change),
  resetBehaviour: () => call<Behaviour>('DELETE', '/behaviour'),
  reset: () => call('POST', '/reset'),
  errorCodes: () => call<FailureCode[]>('GET', '/error-codes'),
  async sample(name: string): Promise<File> {
    const answer = await fetch(`/simulator/samples/${name}`)
    return new File([await answer.blob()], name, { type: answer.headers.get('content-type')! })
  },
}
