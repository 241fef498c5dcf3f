@echo off
rem Starts emotion: finds Java, and passes every argument on unchanged.
rem   JAVA_HOME           the Java to use (otherwise: java on PATH)
rem   EMOTION_JAVA_OPTS   more options for the JVM, such as -Xmx8g
setlocal
set "emotion_home=%~dp0.."
set "emotion_java=java"
if defined JAVA_HOME set "emotion_java=%JAVA_HOME%\bin\java"
if defined JAVA_HOME if not exist "%JAVA_HOME%\bin\java.exe" goto no_java

set "emotion_version="
rem The outer quotes are cmd /c's; escaped, they leave the path inside the inner ones.
for /f "tokens=2,3" %%v in ('^""%emotion_java%" -version 2^>^&1^"') do if "%%v"=="version" if not defined emotion_version set "emotion_version=%%~w"
if not defined emotion_version (
  echo emotion: Java: not found; install Java 17 or newer, or set JAVA_HOME 1>&2
  exit /b 3
)
for /f "delims=.-+" %%v in ("%emotion_version%") do set "emotion_version=%%v"
if %emotion_version% LSS 17 (
  echo emotion: Java: found version %emotion_version%, expected 17 or newer 1>&2
  exit /b 3
)
set "emotion_more="
rem OpenCV reads this when it loads; emotion reports bad images itself.
if not defined OPENCV_LOG_LEVEL set "OPENCV_LOG_LEVEL=SILENT"
rem Threads that wait sleep soon, instead of spinning for milliseconds.
if not defined OMP_WAIT_POLICY if not defined GOMP_SPINCOUNT set "GOMP_SPINCOUNT=30000"
rem OpenBLAS comes along with OpenCV, and computes nothing.
if not defined OPENBLAS_NUM_THREADS set "OPENBLAS_NUM_THREADS=1"
if %emotion_version% GEQ 24 set emotion_more="@%emotion_home%\lib\jvm-24.options"

"%emotion_java%" "@%emotion_home%\lib\jvm.options" "-Demotion.home=%emotion_home%" %emotion_more% %EMOTION_JAVA_OPTS% -cp "%emotion_home%\lib\*" dev.emotion.cli.EmotionCli %*
exit /b %errorlevel%

:no_java
setlocal EnableDelayedExpansion
>&2 echo emotion: JAVA_HOME: no bin\java.exe in !JAVA_HOME!
exit /b 3
