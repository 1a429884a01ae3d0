import type { EntityView } from '@callboard/sdk/model'
import { Button, Facts, Panel, SafeLink } from '@callboard/ui'
import { type ReactNode, useState } from 'react'
import { objectOf, relationsOf, specText, textOf, titleOf } from '../../data/entity-text.ts'
import { RefLink } from '../../parts/RefLink.tsx'
import { Avatar } from './Avatar.tsx'
import classes from './cards.module.css'

const shownAtFirst = 5

/** A group or a person: face, address, and their place in the organisation. */
export function ProfileCard({ entity }: { entity: EntityView }) {
  const isGroup = entity.kind.toLowerCase() === 'group'
  const profile = objectOf(entity.spec?.profile)
  const email = textOf(profile.email)
  const name = textOf(profile.displayName) || titleOf(entity)
  const facts: [string, ReactNode][] = isGroup
    ? [
        ['Parent Group', <Refs key="parent" refs={relationsOf(entity, 'childOf')} none="No parent group" />],
        [
          'Child Groups',
          <Refs key="children" refs={relationsOf(entity, 'parentOf')} none="No child groups" />,
        ],
      ]
    : [['Member of', <Refs key="groups" refs={relationsOf(entity, 'memberOf')} none="No group" />]]
  return (
    <Panel title={isGroup ? 'Group' : 'Profile'}>
      <div className={classes.profile}>
        <Avatar name={name} picture={profile.picture} isLarge />
        <div className={classes.memberText}>
          <p className={classes.profileName} dir="auto">
            {name}
          </p>
          <p className={classes.second} dir="auto">
            {specText(entity, 'type')}
          </p>
        </div>
      </div>
      <Facts
        facts={[
          [
            'E-mail',
            email ? (
              <SafeLink href={`mailto:${email}`}>{email}</SafeLink>
            ) : (
              <span className="cb-muted">No e-mail</span>
            ),
          ],
          ...facts,
        ]}
      />
    </Panel>
  )
}

function Refs({ refs, none }: { refs: string[]; none: string }) {
  const [shown, setShown] = useState(shownAtFirst)
  if (refs.length === 0) return <span className="cb-muted">{none}</span>
  return (
    <>
      <span className={classes.refs}>
        {refs.slice(0, shown).map((ref) => (
          <RefLink key={ref} entityRef={ref} />
        ))}
      </span>
      {refs.length > shown && (
        <p className={classes.more}>
          <Button onClick={() => setShown(shown + 100)}>…More ({refs.length - shown})</Button>
        </p>
      )}
    </>
  )
}
