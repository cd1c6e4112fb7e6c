import { HEADERS } from '@guildhall/contracts';
import type { Example } from './examples.js';
import type { Schema } from './schema.js';

/** A message of AsyncAPI's components. */
export interface Message {
  name: string;
  title: string;
  summary?: string;
  contentType: 'application/json';
  headers?: Schema;
  payload: Schema;
  correlationId?: { description: string; location: string };
  examples?: Example[];
}

/** One subject with what goes over it, and what Guildhall does there. */
export interface Part {
  /** Of channel and operation. */
  id: string;
  address: string;
  parameters: Record<string, object>;
  /** What the operation is about, in one line. */
  summary: string;
  description?: string;
  action: 'send' | 'receive';
  tag: Tag;
  /** By the name under which the message is found among the components. */
  messages: Record<string, Message>;
  /** What it is answered with, by the same. */
  replies?: Record<string, Message>;
}

export const TAGS = {
  tasks: 'Asking for work.',
  events: 'What has happened, from the log.',
  commands: 'What participants want to happen.',
  queries: 'What participants want to know.',
  alerts: 'What somebody should know at once.',
} as const;
export type Tag = keyof typeof TAGS;

export const CORRELATION = {
  description: 'The task, worker or emergency that the chain of events started with.',
  location: `$message.header#/${HEADERS.correlation}`,
};

/** `examples` where there are any: an empty list would be an example of nothing. */
export const withExamples = (examples: Example[]): { examples?: Example[] } =>
  examples.length > 0 ? { examples } : {};

/** The first sentence of a text. */
export const firstSentence = (text: string): string => /^.*?[.!?](?= |$)/.exec(text)?.[0] ?? text;
