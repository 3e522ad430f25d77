import { Field, Float, ObjectType } from 'type-graphql';
import type { ArtifactKind } from '../../domain/report.js';
import { ArtifactKindEnum } from '../enums.js';

@ObjectType({ description: 'A file made for a report or a trend.', simpleResolvers: true })
export class Artifact {
  @Field(() => ArtifactKindEnum, { description: 'What the file holds.' })
  kind!: ArtifactKind;

  @Field(() => String, { description: 'Its name, a path with `/` below the folder of the report or trend.' })
  name!: string;

  @Field(() => Float, { nullable: true, description: 'Its size, in bytes; null where it is made on demand.' })
  bytes!: number | null;

  @Field(() => String, {
    description:
      'Where it can be downloaded without a token, for a quarter of an hour: path-absolute, or under PUBLIC_URL.',
  })
  url!: string;
}
