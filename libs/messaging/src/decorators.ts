import type { CommandName, QueryName } from '@guildhall/contracts';
import { EventPattern, MessagePattern } from '@nestjs/microservices';

// What the transport finds handlers by. A colon, so that no pattern can be taken for a subject.
export const commandPattern = (name: string): string => `command:${name}`;
export const queryPattern = (name: string): string => `query:${name}`;
export const REACTION = 'reaction:';
export const INTAKE = 'intake:';
export const TIMER = 'timer:';
export const ALERT = 'alert:';

/** The method answers a command: `(request: CommandRequest<N>) => Promise<Outcome>`. */
export const OnCommand = (name: CommandName): MethodDecorator => MessagePattern<string>(commandPattern(name));

/** The method answers a query: `(request: QueryRequest<N>) => Promise<Outcome>`. */
export const OnQuery = (name: QueryName): MethodDecorator => MessagePattern<string>(queryPattern(name));

// Nest types the decorator by the events of a known broker client, of which there is none here.
const onEvent = EventPattern as (pattern: string) => MethodDecorator;

/** The method takes the events of a durable consumer: `(request: ReactionRequest) => Promise<void>`. */
export const OnReaction = (durable: string): MethodDecorator => onEvent(`${REACTION}${durable}`);

/** The method takes the alerts of a durable consumer: `(request: AlertRequest) => Promise<void>`. */
export const OnAlert = (durable: string): MethodDecorator => onEvent(`${ALERT}${durable}`);

/** The method takes task requests from the intake: `(request: IntakeRequest) => Promise<void>`. */
export const OnIntake = (durable: string): MethodDecorator => onEvent(`${INTAKE}${durable}`);

/**
 * The method is called when a timer of a context is due, and not before its time by the service's own clock:
 * `(request: TimerRequest) => Promise<void>`.
 */
export const OnTimer = (context: string): MethodDecorator => onEvent(`${TIMER}${context}`);
