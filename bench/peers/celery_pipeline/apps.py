from django.apps import AppConfig


class CeleryPipelineConfig(AppConfig):
    name = "bench.peers.celery_pipeline"
    label = "peer"
