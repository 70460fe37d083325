"""Cuts the sandbox's schema out of GitHub's published one.

    python tests/sandbox/tools/cut_schema.py ../shared/github/schema.graphql > src/hansard/sandbox/schema.graphql

Only names, types, arguments and defaults are taken over: no descriptions, no directives. A field stays when KEEP names
it and its type stays; the members of the timeline unions keep every such field; enums keep all of their values.
"""

import sys
from pathlib import Path

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_specified_scalar_type,
    print_ast,
)

_CONNECTION = "nodes edges pageInfo totalCount"
_TIMELINE_CONNECTION = f"{_CONNECTION} filteredCount pageCount updatedAt"
_EDGE = "cursor node"
_ACTOR = "avatarUrl login resourcePath url"
_COMMENT = (
    "author authorAssociation body bodyText createdAt createdViaEmail editor id includesCreatedEdit lastEditedAt"
    " publishedAt updatedAt userContentEdits"
)
_MINIMIZABLE = "isMinimized minimizedReason"
_ITEM = (
    f"{_COMMENT} activeLockReason assignedActors assignees closed closedAt comments databaseId fullDatabaseId labels"
    " locked milestone number participants reactionGroups repository resourcePath state timelineItems title url"
)
_REMARK = f"{_COMMENT} {_MINIMIZABLE} databaseId fullDatabaseId reactionGroups repository resourcePath url"

KEEP = {
    "Query": "node nodes rateLimit repository search viewer",
    "RateLimit": "cost limit nodeCount remaining resetAt used",
    "Repository": (
        "createdAt databaseId discussion id isArchived isPrivate issue issueOrPullRequest issues label labels milestone"
        " milestones name nameWithOwner owner pullRequest pullRequests resourcePath updatedAt url"
    ),
    "Issue": (
        f"{_ITEM} blockedBy blocking closedByPullRequestsReferences duplicateOf isPinned issueType parent stateReason"
        " subIssues"
    ),
    "PullRequest": (
        f"{_ITEM} additions baseRefName changedFiles closingIssuesReferences commits deletions files headRefName"
        " headRefOid isCrossRepository isDraft latestReviews mergeCommit merged mergedAt mergedBy reviewDecision"
        " reviewRequests reviewThreads reviews totalCommentsCount"
    ),
    "PullRequestChangedFile": "additions changeType deletions path",
    "IssueComment": f"{_REMARK} isPinned pullRequest",
    "PullRequestReview": f"{_REMARK} comments commit pullRequest state submittedAt",
    "PullRequestReviewComment": (
        f"{_REMARK} commit diffHunk draftedAt line originalLine outdated path pullRequest pullRequestReview replyTo"
        " startLine state subjectType"
    ),
    "PullRequestReviewThread": (
        "comments diffSide id isCollapsed isOutdated isResolved line originalLine path pullRequest repository"
        " resolvedBy subjectType"
    ),
    "ReviewRequest": "asCodeOwner id pullRequest requestedReviewer",
    "UserContentEdit": "createdAt deletedAt deletedBy diff editedAt editor id updatedAt",
    "ReactionGroup": "content createdAt reactors",
    "Label": "color createdAt description id isDefault name repository resourcePath updatedAt url",
    "Milestone": (
        "closed closedAt createdAt creator description dueOn id number repository resourcePath state title updatedAt"
        " url"
    ),
    "User": f"{_ACTOR} createdAt databaseId id name updatedAt",
    "Bot": f"{_ACTOR} createdAt databaseId id updatedAt",
    "Mannequin": f"{_ACTOR} createdAt databaseId id name updatedAt",
    "Organization": f"{_ACTOR} createdAt databaseId id name updatedAt",
    "EnterpriseUserAccount": f"{_ACTOR} createdAt id name updatedAt",
    "Team": "combinedSlug createdAt databaseId id name slug updatedAt",
    "EnterpriseTeam": "combinedSlug createdAt id name slug updatedAt",
    "Commit": (
        "abbreviatedOid author authoredDate committedDate id message messageBody messageHeadline oid repository"
        " resourcePath url"
    ),
    "GitActor": "email name user",
    "Discussion": "author createdAt id number repository title url",
    "IssueType": "color description id isEnabled isPrivate name",
    "SearchResultItemConnection": "issueCount",
    "PageInfo": "endCursor hasNextPage hasPreviousPage startCursor",
    # Interfaces and unions: the members that are kept above.
    "Actor": _ACTOR,
    "Assignable": "assignedActors assignees",
    "Closable": "closed closedAt",
    "Comment": _COMMENT,
    "Labelable": "labels",
    "Lockable": "activeLockReason locked",
    "Minimizable": _MINIMIZABLE,
    "Node": "id",
    "ProjectV2Event": "wasAutomated",
    "Reactable": "databaseId id reactionGroups",
    "RepositoryNode": "repository",
    "RepositoryOwner": "avatarUrl id login resourcePath url",
    "UniformResourceLocatable": "resourcePath url",
    # Inputs.
    "IssueFilters": "assignee createdBy labels milestone milestoneNumber since states",
    "IssueCommentOrder": "direction field",
    "IssueDependencyOrder": "direction field",
    "IssueOrder": "direction field",
    "LabelOrder": "direction field",
    "MilestoneOrder": "direction field",
}
KEEP |= dict.fromkeys(["IssueTimelineItemsConnection", "PullRequestTimelineItemsConnection"], _TIMELINE_CONNECTION)
KEEP |= dict.fromkeys(["IssueTimelineItemsEdge", "PullRequestTimelineItemsEdge"], _EDGE)
_LISTED = (
    "Assignee Issue IssueComment Label Milestone PullRequest PullRequestChangedFile PullRequestCommit PullRequestReview"
    " PullRequestReviewComment PullRequestReviewThread Reactor ReviewRequest User UserContentEdit"
)
for _name in _LISTED.split():
    KEEP[f"{_name}Connection"] = _CONNECTION
    KEEP[f"{_name}Edge"] = _EDGE
KEEP["ReactorEdge"] += " reactedAt"

# Fields of events that are left out: in the timeline of a pull request this one shows it as if it were an issue.
DROP = ("issue",)

# Enums, scalars and unions: kept as they are, unions without the members that are dropped.
_WHOLE = (
    "Assignee BigInt Closer CommentAuthorAssociation DateTime DiffSide GitObjectID IssueCommentOrderField"
    " IssueDependencyOrderField IssueOrPullRequest IssueOrderField IssueState IssueStateReason IssueTimelineItems"
    " IssueTimelineItemsItemType IssueTypeColor LabelOrderField LockReason MilestoneItem MilestoneOrderField"
    " MilestoneState OrderDirection PatchStatus PullRequestReviewCommentState PullRequestReviewDecision"
    " PullRequestReviewState PullRequestReviewThreadSubjectType PullRequestState PullRequestTimelineItems"
    " PullRequestTimelineItemsItemType ReactionContent Reactor ReferencedSubject RenamedTitleSubject RequestedReviewer"
    " SearchType URI UserBlockDuration"
)


def cut(full: GraphQLSchema) -> str:
    """The cut-down schema as SDL, types in alphabetical order."""
    members: set[str] = set()
    for name in ("IssueTimelineItems", "PullRequestTimelineItems"):
        union = full.type_map[name]
        assert isinstance(union, GraphQLUnionType)
        members |= {member.name for member in union.types}
    names = {*KEEP, *_WHOLE.split(), *members}
    unknown = sorted(names - set(full.type_map))
    assert not unknown, f"not in GitHub's schema: {unknown}"
    return "\n\n".join(_definition(full.type_map[name], names) for name in sorted(names)) + "\n"


def _definition(kind: GraphQLNamedType, names: set[str]) -> str:
    if isinstance(kind, GraphQLScalarType):
        return f"scalar {kind.name}"
    if isinstance(kind, GraphQLEnumType):
        return f"enum {kind.name} {{\n" + "\n".join(f"  {value}" for value in kind.values) + "\n}"
    if isinstance(kind, GraphQLUnionType):
        return f"union {kind.name} =" + "".join(f"\n  | {t.name}" for t in kind.types if t.name in names)
    if isinstance(kind, GraphQLInputObjectType):
        kept = [f"  {name}: {field.type}" for name, field in kind.fields.items() if name in KEEP[kind.name].split()]
        return f"input {kind.name} {{\n" + "\n".join(kept) + "\n}"
    assert isinstance(kind, GraphQLInterfaceType | GraphQLObjectType)
    wanted = KEEP[kind.name].split() if kind.name in KEEP else [name for name in kind.fields if name not in DROP]
    missing = [name for name in wanted if name not in kind.fields]
    assert not missing, f"{kind.name} has no {missing}"
    fields, kept_names = [], set()
    for name, field in kind.fields.items():
        result = get_named_type(field.type)
        if name in wanted and (result.name in names or is_specified_scalar_type(result)):
            arguments = ", ".join(_argument(key, value) for key, value in field.args.items() if _stays(value, names))
            fields.append(f"  {name}{f'({arguments})' if arguments else ''}: {field.type}")
            kept_names.add(name)
        elif kind.name in KEEP and name in wanted:
            raise AssertionError(f"{kind.name}.{name} is wanted, its type {result.name} is not kept")
    # A type that lost a field of an interface no longer implements it here.
    interfaces = [i.name for i in kind.interfaces if i.name in names and kept_names.issuperset(KEEP[i.name].split())]
    implements = f" implements {' & '.join(interfaces)}" if interfaces else ""
    word = "interface" if isinstance(kind, GraphQLInterfaceType) else "type"
    return f"{word} {kind.name}{implements} {{\n" + "\n".join(fields) + "\n}"


def _stays(argument: GraphQLArgument, names: set[str]) -> bool:
    kind = get_named_type(argument.type)
    return kind.name in names or is_specified_scalar_type(kind)


def _argument(name: str, argument: GraphQLArgument) -> str:
    default = argument.ast_node.default_value if argument.ast_node else None
    return f"{name}: {argument.type}" + (f" = {print_ast(default)}" if default else "")


if __name__ == "__main__":
    source = Path(sys.argv[1]).read_text(encoding="utf-8")
    sys.stdout.write(cut(build_schema(source, assume_valid=True, assume_valid_sdl=True)))
