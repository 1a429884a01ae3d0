export { identityWeb } from './identity-web.ts'
export { readIdle } from './session/idle.ts'
export { createSession, type Session, type SessionState } from './session/session.ts'
