/** The files of the tutorial, as its readers write them. */
export const blogApp = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: Blog-App
  description: This is a dummy Node.js app
  tags:
    - node

spec:
  type: service
  lifecycle: experimental
  owner: user:guest
`

export const blogAppWithApi = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: Blog-App
  description: This is a dummy Node.js app
  annotations:
    backstage.io/managed-by-location: https://github.com/blogger/blog-app/blob/main/catalog-info.yaml
  tags:
    - node

spec:
  type: service
  lifecycle: experimental
  owner: user:guest
  providesApis:
    - blog-api

---
apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: blog-api
  description: The Blog API
spec:
  type: openapi
  lifecycle: experimental
  owner: user:guest
  definition:
    $text: https://github.com/blogger/blog-app/blob/main/api/swagger.yaml
`

export const pythonClient = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: Python-Client
  description: This is a dummy Python app
  tags:
    - python
    - web
spec:
  type: website
  lifecycle: experimental
  owner: user:guest
  consumesApis:
    - api:blog-api
  dependsOn:
    - component:Blog-App
`

export const swagger = `swagger: "2.0"
info:
  title: Blog API
  description: Reads and writes the posts of a blog.
  version: 1.0.0
host: localhost:3000
basePath: /api
schemes: [http]
consumes: [application/json]
produces: [application/json]
tags:
  - name: posts
    description: What is written
securityDefinitions:
  key: { type: apiKey, name: X-Api-Key, in: header }
paths:
  /posts:
    get:
      tags: [posts]
      summary: List the posts, newest first
      operationId: listPosts
      parameters:
        - { name: limit, in: query, type: integer, minimum: 1, maximum: 100, default: 20 }
      responses:
        "200":
          description: The posts
          schema: { type: array, items: { $ref: "#/definitions/Post" } }
    post:
      tags: [posts]
      summary: Write a post
      operationId: writePost
      security: [{ key: [] }]
      parameters:
        - { name: post, in: body, required: true, schema: { $ref: "#/definitions/NewPost" } }
      responses:
        "201": { description: It is written, schema: { $ref: "#/definitions/Post" } }
        "400": { description: A title is missing }
  /posts/{postId}:
    parameters:
      - { name: postId, in: path, required: true, type: string }
    get:
      tags: [posts]
      summary: Read a post
      operationId: readPost
      responses:
        "200": { description: The post, schema: { $ref: "#/definitions/Post" } }
        "404": { description: There is no such post }
    delete:
      tags: [posts]
      summary: Take a post away
      operationId: deletePost
      security: [{ key: [] }]
      responses:
        "204": { description: It is gone }
definitions:
  NewPost:
    type: object
    required: [title]
    properties:
      title: { type: string, maxLength: 200 }
      body: { type: string }
  Post:
    allOf:
      - $ref: "#/definitions/NewPost"
      - type: object
        required: [id, writtenAt]
        properties:
          id: { type: string }
          writtenAt: { type: string, format: date-time }
`
