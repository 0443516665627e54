"""What an event must look like, as Django REST framework checks it."""

from rest_framework import serializers


class Contact(serializers.Serializer):
    """How a person is reached."""

    mobile = serializers.CharField(max_length=20)


class Person(serializers.Serializer):
    """A person of a case."""

    id = serializers.CharField(max_length=64)
    roles = serializers.ListField(child=serializers.CharField(max_length=60))
    given_name = serializers.CharField(max_length=200)
    family_name = serializers.CharField(max_length=200)
    date_of_birth = serializers.DateField()
    contact = Contact()


class Offence(serializers.Serializer):
    """What happened."""

    code = serializers.CharField(max_length=20)
    title = serializers.CharField(max_length=200)
    group = serializers.CharField(max_length=60)


class Officer(serializers.Serializer):
    """Who has the case."""

    collar_number = serializers.CharField(max_length=20)
    rank = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=200)


class CaseDocument(serializers.Serializer):
    """A snapshot of a crime."""

    reference = serializers.CharField(max_length=64)
    force = serializers.CharField(max_length=41)
    revision = serializers.IntegerField(min_value=1)
    recorded_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    status = serializers.CharField(max_length=60)
    offence = Offence()
    people = Person(many=True)
    officer = Officer(required=False)


class CloudEvent(serializers.Serializer):
    """The envelope."""

    id = serializers.CharField(max_length=200)
    source = serializers.CharField(max_length=300)
    type = serializers.ChoiceField(["org.waypost.case.v1"])
    subject = serializers.CharField(max_length=64)
    data = CaseDocument()
