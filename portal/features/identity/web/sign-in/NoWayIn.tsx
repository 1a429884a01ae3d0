import { Notice } from '@callboard/ui'
import classes from './SignInPage.module.css'

/** Nothing is configured that lets anybody in: says what an operator adds. */
export function NoWayIn({ environment }: { environment: string }) {
  return (
    <div className={classes.card}>
      <Notice title="No way to sign in is set up" level={2}>
        <p>
          The config of this portal names no provider under <code>auth.providers</code> for the environment{' '}
          <code>{environment}</code>. An operator adds one, for example:
        </p>
        <pre className={classes.config}>{`auth:
  environment: ${environment}
  providers:
    github:
      ${environment}:
        clientId: …
        clientSecret: …
        signIn:
          resolvers:
            - resolver: usernameMatchingUserEntityName`}</pre>
        <p>
          or lets guests in with <code>guest: {'{}'}</code>.
        </p>
      </Notice>
    </div>
  )
}
