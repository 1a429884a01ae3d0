import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { findType } from '../proto/find-type.ts'
import { readProto } from '../proto/read-proto.ts'

const examples = join(import.meta.dirname, '../../../../../../examples/catalog')

function open(text: string) {
  const read = readProto(text)
  assert.ok('value' in read, JSON.stringify(read))
  return read.value
}

test('the sample file has its calls, streams and comments', () => {
  const file = open(readFileSync(join(examples, 'passenger/payments/fraud.proto'), 'utf8'))
  assert.equal(file.package, 'fernhaven.fraud.v1')
  const [service] = file.services
  assert.equal(service?.description, 'Scores payments before they are taken.')
  assert.deepEqual(
    service.rpcs.map((rpc) => [rpc.name, rpc.isRequestStream, rpc.isResponseStream]),
    [
      ['Score', false, false],
      ['ScoreMany', true, true],
    ],
  )
  assert.equal(file.messages[1]?.fields[1]?.description, '0 is harmless, 1 is certainly fraud.')
  assert.equal(file.enums[0]?.values.length, 4)
})

test('everything the language has is read', () => {
  const file = open(`
    // Licence

    edition = "2023";
    import public "a/b.proto";
    option java_package = "x";
    extend google.protobuf.FieldOptions { optional string x = 1; }
    message Outer {
      option deprecated = true;
      reserved 2, 15, 9 to 11; reserved "foo";
      extensions 100 to max;
      message Inner { string a = 1 [deprecated = true, (v) = { min: 1 }]; }
      enum Kind { option allow_alias = true; NONE = 0; OTHER = -1 [(y) = "]"]; }
      oneof choice { Inner inner = 3; string text = 4; }
      map<string, Kind> kinds = 5; // by name
      repeated .pkg.Thing message = 6;
      optional group Old = 7 { string z = 1; }
    }
    service S { option (google.api) = { get: "/x" body: "*" };
      rpc A(stream Outer) returns (.pkg.Outer) { option deprecated = true; }
      rpc B (Outer) returns (stream Outer.Inner); }
  `)
  assert.equal(file.syntax, 'edition 2023')
  const outer = file.messages.find((message) => message.name === 'Outer')
  assert.deepEqual(
    outer?.fields.map((field) => field.name),
    ['inner', 'text', 'kinds', 'message', 'Old'],
  )
  assert.equal(outer.fields[0]?.oneof, 'choice')
  assert.equal(outer.fields[2]?.description, 'by name')
  assert.equal(file.messages.find((message) => message.name === 'Outer.Inner')?.fields[0]?.isDeprecated, true)
  assert.equal(file.services[0]?.rpcs[0]?.isDeprecated, true)
  const known = new Set(['Outer', 'Outer.Inner', 'Outer.Kind'])
  assert.equal(findType('Inner', 'Outer', file, known), 'Outer.Inner')
  assert.equal(findType('.other.Thing', 'Outer', file, known), undefined)
})

test('what is no such file is a problem, in linear time', () => {
  const started = performance.now()
  for (const text of [
    '',
    'hello',
    'message A {',
    'message A { string = 1; }',
    'service S { rpc A(',
    '/*'.repeat(200_000),
    '"'.repeat(200_000),
    'message A {'.repeat(20_000),
    'option x = {'.repeat(50_000),
    `message A { string a = 1 [${'['.repeat(100_000)}`,
  ])
    assert.ok('problem' in readProto(text), text.slice(0, 40))
  assert.ok(performance.now() - started < 3000)
})
