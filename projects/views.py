from django.http import Http404


def projects(request, **kwargs):
    raise Http404


create = detail = edit = images = open_project = pause = close = seat = guide_picture = image = thumbnail = projects
