import { Button } from '@callboard/ui'
import { Modal } from '@mantine/core'
import { useEffect, useEffectEvent, useState } from 'react'
import classes from './AutoLogout.module.css'
import type { IdleSettings } from './idle.ts'
import { activity } from './kept.ts'

const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'visibilitychange'] as const
/** Not every move of the mouse needs writing down. */
const writeEveryMs = 1000

/** Watches whether anybody is here, in any tab of the portal; asks before it signs them out. */
export default function AutoLogout({ settings, signOut }: { settings: IdleSettings; signOut(): void }) {
  const { idleMs, promptMs } = settings
  const left = useIdle(settings, signOut)
  if (left === undefined || left > promptMs) return null
  const seconds = Math.max(0, Math.ceil(left / 1000))
  return (
    <Modal.Root opened onClose={activity.touch} size={420} centered>
      <Modal.Overlay />
      <Modal.Content aria-label="Logging out due to inactivity">
        <Modal.Body>
          <div className={classes.prompt}>
            <h2>Logging out due to inactivity</h2>
            <p className="cb-num" role="timer">
              You will be signed out in {seconds} {seconds === 1 ? 'second' : 'seconds'}, after{' '}
              {Math.round(idleMs / 60_000)} min without anybody here.
            </p>
            <p className={classes.actions}>
              <Button variant="quiet" onClick={signOut}>
                Sign out now
              </Button>
              <Button variant="primary" data-autofocus onClick={activity.touch}>
                Yes! Don't log me out
              </Button>
            </p>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

/** Milliseconds until the user counts as gone; undefined until it is first known. */
function useIdle({ idleMs, promptMs, alsoWhenAway }: IdleSettings, signOut: () => void): number | undefined {
  const [left, setLeft] = useState<number>()
  const out = useEffectEvent(signOut)
  useEffect(() => {
    if (!(alsoWhenAway && Date.now() - activity.read() > idleMs)) activity.touch()
    let isAsking = false
    const look = () => {
      const rest = idleMs - (Date.now() - activity.read())
      isAsking = rest <= promptMs
      if (rest <= 0) out()
      // While there is nothing to show nothing is drawn anew.
      else setLeft(isAsking ? rest : undefined)
    }
    let writtenAt = 0
    // Once it asks, only the button counts: a nudge of the mouse must not take the question away.
    const notice = () => {
      if (isAsking || document.hidden || Date.now() - writtenAt < writeEveryMs) return
      writtenAt = Date.now()
      activity.touch()
    }
    look()
    const timer = setInterval(look, 500)
    for (const sign of signs) document.addEventListener(sign, notice, { passive: true })
    return () => {
      clearInterval(timer)
      for (const sign of signs) document.removeEventListener(sign, notice)
    }
  }, [idleMs, promptMs, alsoWhenAway])
  return left
}
