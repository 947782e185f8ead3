import { useSession } from '../session/useSession.ts'
import { SignInPage } from './SignInPage.tsx'

export function SignInRoute() {
  const session = useSession()
  return <SignInPage ended={session.kind === 'out' && session.ended} />
}
