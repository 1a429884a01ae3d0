import { useMemo } from 'react'
import type { ViewerProps } from '../DefinitionView.tsx'
import { Unreadable } from '../Unreadable.tsx'
import { ProtoView } from './ProtoView.tsx'
import { readProto } from './read-proto.ts'

/** The viewer of `grpc` and Protocol Buffers. */
export default function ProtoDefinition({ text, format }: ViewerProps) {
  const read = useMemo(() => readProto(text), [text])
  if ('problem' in read) return <Unreadable problem={read.problem} text={text} format={format} />
  return <ProtoView file={read.value} />
}
