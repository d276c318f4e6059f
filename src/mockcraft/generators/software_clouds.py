"""Where software runs: containers, clusters, clouds."""

from __future__ import annotations

from mockcraft.core.pattern import HEX, LOWER
from mockcraft.generator import Draw, Entity, Pool, Record, Text, fact, generator

# What Kubernetes makes names of (k8s.io/apimachinery, util/rand).
KUBERNETES = "bcdfghjklmnpqrstvwxz2456789"


class Image(Entity):
    """An image of a container: name and tag belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of images."""
        return self.draw.record("code/image")


class Region(Entity):
    """A region of a cloud: provider, code and place belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of regions."""
        return self.draw.record("code/cloud_region")


@generator("software", aliases=("container_image",))
def docker_image(draw: Draw) -> Text:
    """Image of a container with its tag, such as redis:7.2, which was released."""
    entry = draw.entity(Image).entry
    return draw.join(entry.name, ":", entry.tag)


@generator("software", aliases=("docker_repository",))
def image_name(draw: Draw) -> Text:
    """Name of the row's image of a container."""
    return draw.entity(Image).entry.name


@generator("software", aliases=("docker_tag",))
def image_tag(draw: Draw) -> Text:
    """Tag of the row's image of a container."""
    return draw.entity(Image).entry.tag


@generator("software", aliases=("docker_digest",))
def image_digest(draw: Draw) -> Text:
    """Digest of an image of a container: sha256: and 64 hexadecimal digits (OCI Image Format)."""
    return draw.join("sha256:", draw.chars(HEX, 64))


@generator("software", aliases=("docker_container_id",))
def container_id(draw: Draw) -> Text:
    """Name that Docker gives to a container: 64 hexadecimal digits."""
    return draw.chars(HEX, 64)


@generator("software")
def container_short_id(draw: Draw) -> Text:
    """First twelve digits of a container's name, as `docker ps` shows them."""
    return draw.chars(HEX, 12)


@generator("software", aliases=("docker_container_name",))
def container_name(draw: Draw) -> Text:
    """Name of a container of two words, as Docker makes them."""
    return draw.join(draw.record("adjectives").word, "_", draw.record("nouns").word)


@generator("software", aliases=("k8s_namespace",))
def namespace(draw: Draw) -> Text:
    """Namespace of a cluster of Kubernetes."""
    return draw.pick(NAMESPACES)


NAMESPACES = Pool(
    "namespace",
    ("default", "kube-system", "monitoring", "logging", "ingress-nginx", "cert-manager", "staging", "production"),
    (25, 12, 10, 8, 8, 5, 12, 20),
)  # fmt: skip


@generator("software", aliases=("k8s_pod", "kubernetes_pod"))
def pod_name(draw: Draw) -> Text:
    """Name of a pod of a deployment: the deployment, ten characters, five characters (Kubernetes)."""
    return draw.join(
        draw.pick(DEPLOYMENTS),
        "-",
        draw.chars(KUBERNETES, 10),
        "-",
        draw["pod"].chars(KUBERNETES, 5),
    )


DEPLOYMENTS = Pool(
    "deployment",
    ("api", "auth", "billing", "cart", "catalog", "checkout", "frontend", "gateway", "mailer", "search", "worker"),
)  # fmt: skip


@generator("software")
def kubernetes_kind(draw: Draw) -> Text:
    """Kind of an object of Kubernetes."""
    return draw.pick(KINDS)


KINDS = Pool(
    "kubernetes kind",
    (
        "Pod", "Deployment", "Service", "ConfigMap", "Secret", "Ingress", "StatefulSet", "DaemonSet", "Job",
        "CronJob", "PersistentVolumeClaim", "ServiceAccount", "Namespace", "NetworkPolicy", "HorizontalPodAutoscaler",
    ),
    (30, 15, 12, 10, 8, 5, 4, 3, 4, 3, 4, 3, 2, 1, 2),
)  # fmt: skip


@generator("software")
def cloud_provider(draw: Draw) -> Text:
    """Provider of the row's region of a cloud."""
    return draw.entity(Region).entry.provider


@generator("software", aliases=("region_code",))
def cloud_region(draw: Draw) -> Text:
    """Code of the row's region of a cloud, such as eu-central-1."""
    return draw.entity(Region).entry.code


@generator("software")
def cloud_region_place(draw: Draw) -> Text:
    """Where the row's region of a cloud is, as its provider says."""
    return draw.entity(Region).entry.place


@generator("software")
def aws_account_id(draw: Draw) -> Text:
    """Account of AWS: twelve digits."""
    return draw.pattern("%###########")


@generator("software", aliases=("arn",))
def aws_arn(draw: Draw) -> Text:
    """Name of a role of AWS of the account 123456789012, that of its documentation."""
    return draw.join(
        "arn:aws:iam::123456789012:role/", draw.pick(DEPLOYMENTS), "-", draw.chars(LOWER, 8)
    )


@generator("software", aliases=("ec2_instance_id",))
def aws_instance_id(draw: Draw) -> Text:
    """Name of a virtual machine of AWS: i- and 17 hexadecimal digits."""
    return draw.join("i-", draw.chars(HEX, 17))
