/**
 * What several packages need of FFmpeg: its log, its colours, single images. Nothing here is loaded
 * before it is used.
 */
package dev.emotion.ffmpeg;
