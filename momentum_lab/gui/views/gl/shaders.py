"""The two shader programs of the 3-D view, written once for every OpenGL from 2.1 to 4.x core."""

from __future__ import annotations

from typing import Final

from PyQt6.QtGui import QOpenGLContext, QSurfaceFormat

MESH_ATTRIBUTES: Final = (("a_position", 3), ("a_normal", 3), ("a_color", 4))
"""The fourth number of ``a_color`` is the height from 0 to 1, from which the iso-height lines are made."""
SEGMENT_ATTRIBUTES: Final = (("a_start", 4), ("a_end", 4), ("a_corner", 2))
"""The fourth number of ``a_start`` and ``a_end`` is the length of the path up to there."""

_MESH_VERTEX = """
uniform mat4 u_view;
uniform mat4 u_projection;
uniform vec4 u_place;  // centre and radius of a ball; 0, 0, 0, 1 for what is in the box's own units
uniform vec3 u_light;  // shares of light from everywhere, from the lamp, and of the lamp's reflection
attribute vec3 a_position;
attribute vec3 a_normal;
attribute vec4 a_color;
varying vec4 v_color;
varying vec3 v_light;  // seen from the front, seen from behind, reflection
void main() {
    vec4 seen = u_view * vec4(a_position * u_place.w + u_place.xyz, 1.0);
    vec3 normal = (u_view * vec4(a_normal, 0.0)).xyz;
    vec3 lamp = normalize(vec3(-0.55, 0.65, 0.6));  // above the beholder's left shoulder
    float facing = dot(normal, lamp);
    float shine = pow(max(dot(normal, normalize(lamp + normalize(-seen.xyz))), 0.0), 30.0);
    v_light = vec3(u_light.x + u_light.y * vec2(max(facing, 0.0), max(-facing, 0.0)), u_light.z * shine);
    v_color = a_color;
    gl_Position = u_projection * seen;
}
"""

_MESH_FRAGMENT = """
uniform vec4 u_tint;
uniform float u_levels;  // iso-height lines from bottom to top, both ends not drawn; 0 for none
uniform vec4 u_level_color;
uniform float u_level_width;  // in device pixels
varying vec4 v_color;
varying vec3 v_light;
void main() {
    vec3 color = v_color.rgb * u_tint.rgb * (gl_FrontFacing ? v_light.x : v_light.y) + v_light.z;
    if (u_levels > 0.0) {
        float level = v_color.a * u_levels;
        float pixel = max(fwidth(level), 1e-5);
        float from_line = abs(fract(level + 0.5) - 0.5) / pixel;
        float line = clamp(0.5 * u_level_width + 0.5 - from_line, 0.0, 1.0);
        // Where the surface is seen edge-on the lines run together and would turn it grey.
        line *= 1.0 - smoothstep(0.15, 0.5, pixel);
        line *= step(0.5, level) * step(level, u_levels - 0.5);
        color = mix(color, u_level_color.rgb, line * u_level_color.a);
    }
    FRAGMENT = vec4(clamp(color, 0.0, 1.0), u_tint.a);
}
"""

_SEGMENT_VERTEX = """
uniform mat4 u_view;
uniform mat4 u_projection;
uniform vec2 u_viewport;  // in logical pixels, as are widths
uniform float u_half_width;
uniform float u_edge;  // width of the edge to either side
uniform float u_cap;  // 1 for round ends, 0 for cut ones
attribute vec4 a_start;
attribute vec4 a_end;
attribute vec2 a_corner;  // 0 or 1: start or end; -1 or 1: right or left of the way
varying vec4 v_place;  // along, across and length of the segment, in logical pixels; length of the path
void main() {
    vec4 start = u_projection * u_view * vec4(a_start.xyz, 1.0);
    vec4 end = u_projection * u_view * vec4(a_end.xyz, 1.0);
    vec2 way = (end.xy / end.w - start.xy / start.w) * 0.5 * u_viewport;
    float way_length = length(way);
    vec2 along = way_length > 1e-5 ? way / way_length : vec2(1.0, 0.0);
    float beyond = (2.0 * a_corner.x - 1.0) * u_half_width * u_cap;
    float across = a_corner.y * (u_half_width + u_edge);
    vec4 corner = mix(start, end, a_corner.x);
    corner.xy += (along * beyond + vec2(-along.y, along.x) * across) * 2.0 / u_viewport * corner.w;
    v_place = vec4(a_corner.x * way_length + beyond, across, way_length, mix(a_start.w, a_end.w, a_corner.x));
    gl_Position = corner;
}
"""

_SEGMENT_FRAGMENT = """
uniform vec4 u_color;
uniform vec4 u_edge_color;
uniform float u_half_width;
uniform float u_path_scale;  // widths of the line in a unit of path
uniform float u_period;  // of the dashes, in widths of the line; 0 for a solid line
uniform vec2 u_dash_0;  // begin and end of each dash in the period
uniform vec2 u_dash_1;
uniform vec2 u_dash_2;
varying vec4 v_place;
bool is_in(float place, vec2 dash) {
    return place >= dash.x && place < dash.y;
}
void main() {
    float beyond = max(-v_place.x, v_place.x - v_place.z);
    if (beyond > 0.0 && beyond * beyond + v_place.y * v_place.y > u_half_width * u_half_width) discard;
    if (u_period > 0.0) {
        float place = mod(v_place.w * u_path_scale, u_period);
        if (!(is_in(place, u_dash_0) || is_in(place, u_dash_1) || is_in(place, u_dash_2))) discard;
    }
    FRAGMENT = abs(v_place.y) > u_half_width ? u_edge_color : u_color;
}
"""

SOURCES: Final = {
    "mesh": (_MESH_VERTEX, _MESH_FRAGMENT, MESH_ATTRIBUTES),
    "segment": (_SEGMENT_VERTEX, _SEGMENT_FRAGMENT, SEGMENT_ATTRIBUTES),
}
"""Vertex shader, fragment shader and attributes (name, numbers) in the order of the vertex buffer."""


def headers(context: QOpenGLContext) -> tuple[str, str]:
    """Return what to put in front of a vertex and a fragment shader for a context's language version."""
    version = context.format().version()
    if context.isOpenGLES():
        if version >= (3, 0):
            return _modern("300 es\nprecision highp float;")
        extension = "#extension GL_OES_standard_derivatives : enable\nprecision highp float;\n"
        return "#version 100\n", f"#version 100\n{extension}#define FRAGMENT gl_FragColor\n"
    is_core = context.format().profile() == QSurfaceFormat.OpenGLContextProfile.CoreProfile
    if is_core and version >= (3, 2):
        return _modern("150")
    return "#version 120\n", "#version 120\n#define FRAGMENT gl_FragColor\n"


def _modern(version: str) -> tuple[str, str]:
    vertex = f"#version {version}\n#define attribute in\n#define varying out\n"
    return vertex, f"#version {version}\n#define varying in\nout vec4 FRAGMENT;\n"
