import 'reflect-metadata';
import { Controller, Delete, Get, Inject, Module, Post, Put, Req, Res, type Type } from '@nestjs/common';
import { OPERATIONS, type Operation } from '@qca/api';
import { present } from '@qca/base';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Platform } from '../Platform.ts';
import { type AnswerCall, createAnswer } from './answerCall.ts';

// Nest's decorators, applied as the functions they are: the runtime strips types and knows no decorator syntax.

const METHOD = { GET: Get, POST: Post, PUT: Put, DELETE: Delete } as const;

/** What controllers ask Nest for: how each operation is answered, by its name. */
const ANSWERS = Symbol('answers');
type Answers = ReadonlyMap<string, AnswerCall>;

/** Builds the module: a controller for each tag, a method for each operation of it. */
export function createAppModule(platform: Platform): Type {
  const answers: Answers = new Map(OPERATIONS.map((each) => [each.name, createAnswer(each, platform)]));
  const tags = [...new Set(OPERATIONS.map((each) => each.tag))];
  class AppModule {}
  Module({
    controllers: tags.map((tag) => createController(OPERATIONS.filter((each) => each.tag === tag))),
    providers: [{ provide: ANSWERS, useValue: answers }],
  })(AppModule);
  return AppModule;
}

function createController(operations: readonly Operation[]): Type {
  class OperationsController {
    readonly answers: Answers;

    constructor(answers: Answers) {
      this.answers = answers;
    }
  }
  for (const operation of operations) addMethod(OperationsController, operation);
  Inject(ANSWERS)(OperationsController, undefined, 0);
  Controller()(OperationsController);
  return OperationsController;
}

function addMethod(controller: Type<{ readonly answers: Answers }>, { name, method, path }: Operation): void {
  const { prototype } = controller;
  Object.defineProperty(prototype, name, {
    configurable: true,
    writable: true,
    value(this: { readonly answers: Answers }, request: FastifyRequest, reply: FastifyReply) {
      return present(this.answers.get(name), `answer of ${name}`)(request, reply);
    },
  });
  Req()(prototype, name, 0);
  Res()(prototype, name, 1);
  const descriptor = present(Object.getOwnPropertyDescriptor(prototype, name), name);
  METHOD[method](path.replaceAll(/\{(\w+)\}/g, ':$1'))(prototype, name, descriptor);
}
