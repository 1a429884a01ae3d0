import { Button, CopyButton, Dialog, useConfigText, usePortal } from '@callboard/ui'
import type { NewTokenAnswer } from '../../api.ts'
import classes from './TokenSecret.module.css'

/** The new token, this once, with a call that works as it stands. */
export function TokenSecret({ token, onClose }: { token: NewTokenAnswer; onClose(): void }) {
  const { basePath } = usePortal()
  const own = `${location.origin}${basePath}`
  const base = useConfigText('backend.baseUrl', own).replace(/\/+$/, '')
  const curl = `curl -H 'Authorization: Bearer ${token.token}' \\\n'${base}/api/catalog/entities/by-query?limit=5'`
  return (
    <Dialog
      title={`${token.name} is made`}
      onClose={onClose}
      size={600}
      actions={
        <Button variant="primary" onClick={onClose}>
          I have copied it
        </Button>
      }
    >
      <p className={classes.once} role="status">
        Copy it now: nobody can show it again. Keep it where secrets are kept, not in a repository.
      </p>
      <div>
        <div className={classes.head}>
          <h3>Token</h3>
          <CopyButton text={token.token} label="Copy the token" />
        </div>
        <code className={classes.secret} data-token="">
          {token.token}
        </code>
      </div>
      <div>
        <div className={classes.head}>
          <h3>Try it</h3>
          <CopyButton text={curl} label="Copy the command" />
        </div>
        <pre className={classes.curl}>{curl}</pre>
      </div>
    </Dialog>
  )
}
