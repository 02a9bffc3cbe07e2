@echo off
cd /d "%~dp0"
set "TOOL=ruraledu"
where ruraledu >nul 2>nul || set "TOOL=py -m ruraledu_cli"
if "%~1"=="" (
  echo 请把一个工作簿或文件夹拖到本图标上。
) else (
  %TOOL% inspect "%~1" --lang zh
)
echo.
pause
