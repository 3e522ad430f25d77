import { Field, Float, Int, ObjectType } from 'type-graphql';

@ObjectType({
  description: 'The figures of a report. Alerts are distinct alert numbers per case, summed over the cases.',
  simpleResolvers: true,
})
export class Kpis {
  @Field(() => Int, { description: 'Cases of all groups.' })
  totalCases!: number;

  @Field(() => Int, { description: 'Alerts of all groups.' })
  totalAlerts!: number;

  @Field(() => Int, { description: 'Cases somebody must act on.' })
  actionableCases!: number;

  @Field(() => Int, { description: 'Alerts of ACTIONABLE cases.' })
  actionableAlerts!: number;

  @Field(() => Int, { description: 'Cases that automation has solved.' })
  remediatedCases!: number;

  @Field(() => Int, { description: 'Alerts of REMEDIATED cases.' })
  remediatedAlerts!: number;

  @Field(() => Int, { description: 'Cases that are solved and come back.' })
  unstableCases!: number;

  @Field(() => Int, { description: 'Alerts of UNSTABLE cases.' })
  unstableAlerts!: number;

  @Field(() => Int, { description: 'Cases that were solved in part.' })
  attentionCases!: number;

  @Field(() => Int, { description: 'Alerts of ATTENTION cases.' })
  attentionAlerts!: number;

  @Field(() => Float, {
    description: 'remediatedCases / totalCases × 100, from 0 to 100; 0 when there is no case.',
  })
  automationSuccessRate!: number;

  @Field(() => Int, { description: 'Refused rows.' })
  invalidRows!: number;
}
