/** The catalog of the stage: a lighthouse theatre, one hostile document and one broken file. */
const long = 'a-very-long-title-without-any-space-in-it-'.repeat(12)

export const files: Record<string, string> = {
  'catalog/all.yaml': `apiVersion: backstage.io/v1alpha1
kind: Location
metadata:
  name: stage
  description: Everything on the stage
spec:
  targets: [./org.yaml, ./system.yaml, ./lamps.yaml, ./hostile.yaml, ./broken.yaml]
`,
  'catalog/org.yaml': `apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: lights
  title: Light crew
  description: Keeps every lamp burning
spec:
  type: team
  profile:
    email: lights@stage.example
  children: []
  members: [ida]
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: sound, title: Sound crew }
spec: { type: team, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: ida }
spec:
  profile: { displayName: Ida Lund, email: ida@stage.example }
  memberOf: [lights]
`,
  'catalog/system.yaml': `apiVersion: backstage.io/v1alpha1
kind: System
metadata: { name: lighting, title: Lighting }
spec: { owner: lights }
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: { name: lamp-api, title: Lamp API, description: Switches lamps }
spec:
  type: openapi
  lifecycle: production
  owner: lights
  system: lighting
  definition: |
    openapi: 3.0.0
    info: { title: Lamps, version: 1.0.0 }
    paths: {}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: { name: cue-db, description: Every cue of every evening }
spec: { type: database, owner: lights, system: lighting }
`,
  'catalog/lamps.yaml': `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: lamp-desk
  title: Lamp desk
  description: The desk from which all lamps are moved
  tags: [go, live]
  annotations:
    backstage.io/view-url: https://git.stage.example/lamp-desk/catalog-info.yaml
    backstage.io/edit-url: https://git.stage.example/lamp-desk/edit/catalog-info.yaml
  links:
    - { url: https://wiki.stage.example/lamps, title: Handbook }
spec:
  type: service
  lifecycle: production
  owner: lights
  system: lighting
  providesApis: [lamp-api]
  dependsOn: [resource:cue-db, resource:fog-machine]
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: cue-player, description: Plays the cues in order, tags: [go] }
spec: { type: service, lifecycle: experimental, owner: lights, system: lighting, consumesApis: [lamp-api] }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: mixer, description: Mixes what the microphones hear, tags: [rust] }
spec: { type: service, lifecycle: production, owner: sound }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: programme, description: What is on tonight, tags: [react] }
spec: { type: website, lifecycle: production, owner: sound }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: old-dimmer, description: Replaced by the lamp desk }
spec: { type: library, lifecycle: deprecated, owner: crew-that-left }
`,
  'catalog/hostile.yaml': `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: hostile
  title: "<img src=x onerror=alert(1)> \\u202Egnp.exe ${long}"
  description: "<script>alert(1)</script> \\u0645\\u0631\\u062d\\u0628\\u0627 \\U0001F600 ${'x'.repeat(4000)}"
  annotations:
    backstage.io/view-url: "javascript:alert('view')"
    backstage.io/edit-url: "data:text/html,<script>alert('edit')</script>"
  links:
    - { url: "javascript:alert('link')", title: "Click me" }
    - { url: "https://links.stage.example/${'a'.repeat(400)}", title: "</a><script>alert(1)</script>" }
spec:
  type: "<i>service</i>"
  lifecycle: "\\u0627\\u0644\\u0625\\u0646\\u062a\\u0627\\u062c"
  owner: nobody-at-all
`,
  'catalog/broken.yaml': `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: broken
spec:
  type: service
   lifecycle: production
  owner: lights
`,
}
