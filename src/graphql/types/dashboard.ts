import { Field, ObjectType } from 'type-graphql';
import type { Relation } from '../relation.js';
import { Kpis } from './kpis.js';
import { Report } from './report.js';

@ObjectType({ description: 'Where things stand now.', simpleResolvers: true })
export class Dashboard {
  @Field(() => Report, { nullable: true, description: 'The report created last; null before the first.' })
  latest!: Relation<Report> | null;

  @Field(() => Kpis, {
    nullable: true,
    description: 'The figures of the latest report; null before the first.',
  })
  kpis!: Kpis | null;
}
