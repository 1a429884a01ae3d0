export { SignInPage } from './SignInPage.tsx'
export { createSession, type Session, type SessionState } from './session.ts'
