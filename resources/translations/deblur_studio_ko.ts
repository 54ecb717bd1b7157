<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Deblur Studio</source>
        <translation>Deblur Studio 정보</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>라이선스</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>라이브러리</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>가중치</translation>
    </message>
    <message>
        <source>Qt</source>
        <translation>Qt</translation>
    </message>
    <message>
        <source>Copy versions</source>
        <translation>버전 복사</translation>
    </message>
    <message>
        <source>Copy the versions of everything, for a report</source>
        <translation>문제를 알릴 때 쓸 수 있도록 모든 버전을 복사합니다</translation>
    </message>
    <message>
        <source>Deblur Studio {version}</source>
        <translation>Deblur Studio {version}</translation>
    </message>
    <message>
        <source>Fixes blurry photos on your own machine, and shows why they are blurry.</source>
        <translation>흐린 사진을 내 컴퓨터에서 보정하고, 왜 흐린지 보여 줍니다.</translation>
    </message>
    <message>
        <source>Licence of the program: Apache-2.0</source>
        <translation>프로그램 라이선스: Apache-2.0</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>라이브러리</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>버전</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>라이선스</translation>
    </message>
    <message>
        <source>Home page</source>
        <translation>홈페이지</translation>
    </message>
    <message>
        <source>Trained on</source>
        <translation>학습 자료</translation>
    </message>
    <message>
        <source>Deblur Studio uses Qt and PySide6 under the GNU Lesser General Public Licence, version 3. They are separate libraries in the folder of the program, and you may replace them by versions of your own. Their source code is at https://download.qt.io, the licence at https://www.gnu.org/licenses/lgpl-3.0.html.</source>
        <translation>Deblur Studio는 GNU 약소 일반 공중 사용 허가서(LGPL) 버전 3에 따라 Qt와 PySide6를 사용합니다. 두 라이브러리는 프로그램 폴더에 따로 들어 있으며, 직접 만든 버전으로 바꿀 수 있습니다. 소스 코드는 https://download.qt.io 에, 라이선스 전문은 https://www.gnu.org/licenses/lgpl-3.0.html 에 있습니다.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>편집</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>View</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>도움말</translation>
    </message>
    <message>
        <source>Open photos…</source>
        <translation>사진 열기…</translation>
    </message>
    <message>
        <source>Choose one or several photos</source>
        <translation>사진을 하나 이상 선택합니다</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>폴더 열기…</translation>
    </message>
    <message>
        <source>Show all photos of a folder</source>
        <translation>폴더의 모든 사진을 표시합니다</translation>
    </message>
    <message>
        <source>Open the sample photos</source>
        <translation>예제 사진 열기</translation>
    </message>
    <message>
        <source>Try the studio on photos that came with it</source>
        <translation>함께 제공되는 사진으로 사용해 봅니다</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Write the result beside the original, which stays as it is</source>
        <translation>결과를 원본 옆에 저장합니다. 원본은 그대로 둡니다</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>다른 이름으로 저장…</translation>
    </message>
    <message>
        <source>Choose name, format, depth and quality</source>
        <translation>이름, 형식, 비트 심도, 품질을 선택합니다</translation>
    </message>
    <message>
        <source>Close the photo</source>
        <translation>사진 닫기</translation>
    </message>
    <message>
        <source>Show no photo</source>
        <translation>사진을 표시하지 않습니다</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>종료</translation>
    </message>
    <message>
        <source>Close the studio</source>
        <translation>프로그램을 닫습니다</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Go back to the state before</source>
        <translation>이전 상태로 되돌립니다</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
    <message>
        <source>Take back the last undo</source>
        <translation>마지막 실행 취소를 되돌립니다</translation>
    </message>
    <message>
        <source>Paste a photo</source>
        <translation>사진 붙여넣기</translation>
    </message>
    <message>
        <source>Open the picture or the files on the clipboard</source>
        <translation>클립보드의 그림이나 파일을 엽니다</translation>
    </message>
    <message>
        <source>Copy the result</source>
        <translation>결과 복사</translation>
    </message>
    <message>
        <source>Put what is shown as the result on the clipboard</source>
        <translation>표시된 결과를 클립보드에 복사합니다</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>설정…</translation>
    </message>
    <message>
        <source>Language, theme, device and memory</source>
        <translation>언어, 테마, 장치, 메모리</translation>
    </message>
    <message>
        <source>Fix this photo</source>
        <translation>이 사진 보정</translation>
    </message>
    <message>
        <source>Make the photo sharper, what is visible first</source>
        <translation>보이는 부분부터 사진을 선명하게 합니다</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Stop the fix that is running</source>
        <translation>진행 중인 보정을 중지합니다</translation>
    </message>
    <message>
        <source>Add to the queue</source>
        <translation>대기열에 추가</translation>
    </message>
    <message>
        <source>Have the photo fixed later, with what is set now</source>
        <translation>지금 설정대로 나중에 이 사진을 보정합니다</translation>
    </message>
    <message>
        <source>Add all photos of the filmstrip to the queue</source>
        <translation>필름스트립의 모든 사진을 대기열에 추가</translation>
    </message>
    <message>
        <source>Have all of them fixed, with what is set now</source>
        <translation>지금 설정대로 모두 보정합니다</translation>
    </message>
    <message>
        <source>Start or pause the queue</source>
        <translation>대기열 시작 또는 일시 정지</translation>
    </message>
    <message>
        <source>Fix the photos of the queue one after the other, or stand still</source>
        <translation>대기열의 사진을 차례로 보정하거나 멈춥니다</translation>
    </message>
    <message>
        <source>Look through the queue</source>
        <translation>대기열 살펴보기</translation>
    </message>
    <message>
        <source>See why each photo is blurry and what can be hoped for</source>
        <translation>사진마다 왜 흐린지, 얼마나 나아질 수 있는지 봅니다</translation>
    </message>
    <message>
        <source>Next photo</source>
        <translation>다음 사진</translation>
    </message>
    <message>
        <source>Open the next photo of the filmstrip (or press the right arrow)</source>
        <translation>필름스트립의 다음 사진을 엽니다(오른쪽 화살표 키)</translation>
    </message>
    <message>
        <source>Previous photo</source>
        <translation>이전 사진</translation>
    </message>
    <message>
        <source>Open the previous photo of the filmstrip (or press the left arrow)</source>
        <translation>필름스트립의 이전 사진을 엽니다(왼쪽 화살표 키)</translation>
    </message>
    <message>
        <source>Compare methods</source>
        <translation>방법 비교</translation>
    </message>
    <message>
        <source>See what several methods make of the photo, side by side</source>
        <translation>여러 방법의 결과를 나란히 봅니다</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>차이</translation>
    </message>
    <message>
        <source>Show how the cells differ, or what they are</source>
        <translation>칸들의 차이를 보거나 결과로 돌아갑니다</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>번갈아 보기</translation>
    </message>
    <message>
        <source>Show the cell before in place of the current one, or itself again</source>
        <translation>현재 칸 자리에 이전 칸을 보이거나 되돌립니다</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>이것으로 하기</translation>
    </message>
    <message>
        <source>Take the current cell&apos;s method to the page Fix</source>
        <translation>현재 칸의 방법을 보정 페이지로 가져갑니다</translation>
    </message>
    <message>
        <source>Vote blind</source>
        <translation>이름 없이 투표</translation>
    </message>
    <message>
        <source>Hide the names and say which is best, or show them again</source>
        <translation>이름을 숨기고 가장 좋은 것을 고르거나 이름을 다시 보입니다</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>보정 전</translation>
    </message>
    <message>
        <source>Show the original</source>
        <translation>원본을 표시합니다</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>분할</translation>
    </message>
    <message>
        <source>Before on the left of a line, after on its right</source>
        <translation>선 왼쪽에 보정 전, 오른쪽에 보정 후를 표시합니다</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>나란히</translation>
    </message>
    <message>
        <source>Before and after beside each other, in step</source>
        <translation>보정 전과 후를 나란히 함께 움직이며 표시합니다</translation>
    </message>
    <message>
        <source>After</source>
        <translation>보정 후</translation>
    </message>
    <message>
        <source>Show the result</source>
        <translation>결과를 표시합니다</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>움직임</translation>
    </message>
    <message>
        <source>Lay the motion over the photo, or take it away</source>
        <translation>사진 위에 움직임을 겹쳐 보이거나 걷어 냅니다</translation>
    </message>
    <message>
        <source>Focus</source>
        <translation>초점</translation>
    </message>
    <message>
        <source>Lay the map of focus over the photo, or take it away</source>
        <translation>초점 지도를 사진 위에 겹치거나 걷어 냅니다</translation>
    </message>
    <message>
        <source>Focus peaking</source>
        <translation>초점 피킹</translation>
    </message>
    <message>
        <source>Mark the sharpest plane in the photo, or do not</source>
        <translation>사진에서 가장 선명한 면을 표시하거나 표시를 지웁니다</translation>
    </message>
    <message>
        <source>Fit or 100 %</source>
        <translation>화면에 맞춤 / 100 %</translation>
    </message>
    <message>
        <source>Change between the whole photo and its pixels</source>
        <translation>사진 전체와 실제 픽셀 사이를 전환합니다</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>화면에 맞춤</translation>
    </message>
    <message>
        <source>Show the whole photo</source>
        <translation>사진 전체를 표시합니다</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>One pixel of the photo on one of the screen</source>
        <translation>사진의 한 픽셀을 화면의 한 픽셀에 표시합니다</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>확대</translation>
    </message>
    <message>
        <source>Show the photo larger</source>
        <translation>사진을 더 크게 표시합니다</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>축소</translation>
    </message>
    <message>
        <source>Show the photo smaller</source>
        <translation>사진을 더 작게 표시합니다</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>전체 화면</translation>
    </message>
    <message>
        <source>Give the studio the whole screen, or its window back</source>
        <translation>전체 화면과 창 사이를 전환합니다</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Show all keys</source>
        <translation>모든 단축키를 표시합니다</translation>
    </message>
    <message>
        <source>Messages…</source>
        <translation>알림 목록…</translation>
    </message>
    <message>
        <source>Read again what was told</source>
        <translation>지난 알림을 다시 봅니다</translation>
    </message>
    <message>
        <source>Open the log folder</source>
        <translation>로그 폴더 열기</translation>
    </message>
    <message>
        <source>The log file helps when something went wrong</source>
        <translation>문제가 생겼을 때 로그 파일이 도움이 됩니다</translation>
    </message>
    <message>
        <source>About Deblur Studio</source>
        <translation>Deblur Studio 정보</translation>
    </message>
    <message>
        <source>Version, licences, libraries</source>
        <translation>버전, 라이선스, 라이브러리</translation>
    </message>
    <message>
        <source>See the original while held</source>
        <translation>누르고 있는 동안 원본 보기</translation>
    </message>
    <message>
        <source>Move the dividing line</source>
        <translation>분할선 이동</translation>
    </message>
    <message>
        <source>Move the photo</source>
        <translation>사진 이동</translation>
    </message>
    <message>
        <source>Walk along the filmstrip</source>
        <translation>필름스트립에서 이동</translation>
    </message>
    <message>
        <source>Choose a cell</source>
        <translation>칸 고르기</translation>
    </message>
    <message>
        <source>Vote for it, while names are hidden</source>
        <translation>이름이 숨겨진 동안 그 칸에 투표</translation>
    </message>
    <message>
        <source>Queue: tick, take out</source>
        <translation>대기열: 선택 표시, 빼기</translation>
    </message>
    <message>
        <source>Queue: move up or down</source>
        <translation>대기열: 위나 아래로 옮기기</translation>
    </message>
    <message>
        <source>Open the menu</source>
        <translation>메뉴 열기</translation>
    </message>
    <message>
        <source>Train: blurry, sharp, leave out</source>
        <translation>학습: 흐린 사진, 선명한 사진, 제외</translation>
    </message>
    <message>
        <source>Open a photo first</source>
        <translation>먼저 사진을 여십시오</translation>
    </message>
    <message>
        <source>The motion of a photo is not known yet</source>
        <translation>사진의 움직임을 아직 모릅니다</translation>
    </message>
    <message>
        <source>The focus of a photo is not known yet</source>
        <translation>사진의 초점을 아직 모릅니다</translation>
    </message>
    <message>
        <source>There is no result yet: fix the photo first</source>
        <translation>아직 결과가 없습니다. 먼저 사진을 보정하십시오</translation>
    </message>
    <message>
        <source>There is nothing to undo</source>
        <translation>실행 취소할 작업이 없습니다</translation>
    </message>
    <message>
        <source>Nothing was undone</source>
        <translation>다시 실행할 작업이 없습니다</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>진행 중인 작업이 없습니다</translation>
    </message>
</context>
<context>
    <name>Below</name>
    <message>
        <source>NAFNet</source>
        <translation>NAFNet</translation>
    </message>
    <message>
        <source>Removes the blur of a shaken camera and of moving things in one pass; a good first choice.</source>
        <translation>카메라 흔들림과 움직이는 피사체의 흐림을 한 번에 제거합니다. 처음 시도하기에 좋습니다.</translation>
    </message>
    <message>
        <source>Apache-2.0; the licence of the weights is on their card</source>
        <translation>Apache-2.0. 가중치의 라이선스는 해당 카드에 있습니다</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>가중치</translation>
    </message>
    <message>
        <source>what the network has learned from: &apos;auto&apos;, a name from &apos;deblur-studio weights list&apos;, or a .safetensors file</source>
        <translation>네트워크가 학습한 내용: &apos;auto&apos;, &apos;deblur-studio weights list&apos;에 나오는 이름 또는 .safetensors 파일</translation>
    </message>
    <message>
        <source>Deblur + flow</source>
        <translation>흐림 제거 + 움직임</translation>
    </message>
    <message>
        <source>Removes the blur of a shaken camera and of moving things, and tells how they moved during the exposure. Quick.</source>
        <translation>흔들린 카메라와 움직이는 피사체의 흐림을 제거하고, 노출하는 동안 어떻게 움직였는지 알려 줍니다. 빠릅니다.</translation>
    </message>
    <message>
        <source>MIMO-UNet</source>
        <translation>MIMO-UNet</translation>
    </message>
    <message>
        <source>Removes the blur of a shaken camera and of moving things with an eye on three sizes of the photo at once. A second opinion: worth a try where another method leaves blur.</source>
        <translation>흔들린 카메라와 움직이는 피사체의 흐림을 사진의 세 가지 크기를 함께 보며 제거합니다. 다른 방법이 흐림을 남겼을 때 시도해 볼 만한 두 번째 의견입니다.</translation>
    </message>
    <message>
        <source>Restormer</source>
        <translation>Restormer</translation>
    </message>
    <message>
        <source>Slow and thorough. With weights for motion it removes the blur of a shaken camera and of moving things, with weights for defocus it sharpens what is out of focus.</source>
        <translation>느리지만 철저합니다. 움직임용 가중치로는 흔들린 카메라와 움직이는 피사체의 흐림을 제거하고, 초점용 가중치로는 초점이 맞지 않은 부분을 선명하게 합니다.</translation>
    </message>
    <message>
        <source>DeepDeblur</source>
        <translation>DeepDeblur</translation>
    </message>
    <message>
        <source>Takes motion blur off a small copy of the photo first, then off larger ones. One of the first of its kind; newer methods are usually ahead of it. Here to compare with.</source>
        <translation>먼저 사진의 작은 사본에서, 이어서 더 큰 사본에서 움직임 흐림을 제거합니다. 이 분야의 첫 방법 가운데 하나로, 대개 새 방법이 더 낫습니다. 비교를 위해 있습니다.</translation>
    </message>
    <message>
        <source>Camera shake (DeepDeblur, width 16, adversarial)</source>
        <translation>카메라 흔들림 (DeepDeblur, 폭 16, 적대적 훈련)</translation>
    </message>
    <message>
        <source>356 sharp photos (CC0, Unsplash, Pexels, CC BY, CC BY-SA, Kodak) with rendered blur; the pairs of the results (REDS, GoPro) were never trained on</source>
        <translation>렌더링한 흐림을 더한 선명한 사진 356장 (CC0, Unsplash, Pexels, CC BY, CC BY-SA, Kodak). 결과에 쓰인 쌍(REDS, GoPro)은 훈련에 쓰이지 않았습니다</translation>
    </message>
    <message>
        <source>what tells how soft each place is: &apos;auto&apos; (edges, and a network where there is one) or &apos;edges&apos; alone</source>
        <translation>각 부분이 얼마나 흐린지 알려 주는 것: &apos;auto&apos;(윤곽과, 있으면 네트워크) 또는 &apos;edges&apos;(윤곽만)</translation>
    </message>
    <message>
        <source>Deconvolution by hand</source>
        <translation>수동 디컨볼루션</translation>
    </message>
    <message>
        <source>Undoes one blur, the same everywhere, that you describe: a straight shake, a lens out of focus, or a kernel. Invents nothing.</source>
        <translation>직접 지정한 한 가지 흐림을 사진 전체에서 똑같이 되돌립니다. 직선 흔들림, 초점이 맞지 않은 렌즈, 또는 커널을 지정할 수 있습니다. 없던 것을 만들어 내지 않습니다.</translation>
    </message>
    <message>
        <source>Apache-2.0</source>
        <translation>Apache-2.0</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>모양</translation>
    </message>
    <message>
        <source>what a point became: &apos;motion&apos; (a line), &apos;disc&apos; (a lens out of focus), &apos;gaussian&apos; (a soft lens) or &apos;kernel&apos; (as given)</source>
        <translation>점 하나가 번진 모양: &apos;움직임&apos;(선), &apos;원반&apos;(초점이 맞지 않은 렌즈), &apos;가우시안&apos;(부드러운 렌즈) 또는 &apos;커널&apos;(주어진 그대로)</translation>
    </message>
    <message>
        <source>motion</source>
        <translation>움직임</translation>
    </message>
    <message>
        <source>disc</source>
        <translation>원반</translation>
    </message>
    <message>
        <source>gaussian</source>
        <translation>가우시안</translation>
    </message>
    <message>
        <source>kernel</source>
        <translation>커널</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>of the motion, in pixels</source>
        <translation>움직임의 길이, 픽셀 단위</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>각도</translation>
    </message>
    <message>
        <source>of the motion, in degrees counter-clockwise from the right</source>
        <translation>움직임의 각도, 오른쪽에서 반시계 방향으로 도 단위</translation>
    </message>
    <message>
        <source>Radius</source>
        <translation>반지름</translation>
    </message>
    <message>
        <source>of the disc, in pixels</source>
        <translation>원반의 반지름, 픽셀 단위</translation>
    </message>
    <message>
        <source>Sigma</source>
        <translation>시그마</translation>
    </message>
    <message>
        <source>of the Gaussian, in pixels</source>
        <translation>가우시안의 시그마, 픽셀 단위</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>커널</translation>
    </message>
    <message>
        <source>a picture of a kernel, bright on dark, or the text of one (&apos;kernel:...&apos;)</source>
        <translation>어두운 바탕에 밝게 나타낸 커널 그림, 또는 커널의 텍스트(&apos;kernel:...&apos;)</translation>
    </message>
    <message>
        <source>Smoothness</source>
        <translation>부드러움</translation>
    </message>
    <message>
        <source>Focus deconvolution</source>
        <translation>초점 디콘볼루션</translation>
    </message>
    <message>
        <source>Undoes what the lens left soft, at each place by as much as it is out of focus there. For mild defocus; invents nothing.</source>
        <translation>렌즈가 흐리게 만든 것을 각 부분에서 초점이 벗어난 만큼 되돌립니다. 가벼운 초점 흐림에 알맞으며, 없는 것을 지어내지 않습니다.</translation>
    </message>
    <message>
        <source>Largest blur</source>
        <translation>가장 큰 흐림</translation>
    </message>
    <message>
        <source>softer places are sharpened as if they were no softer than this: sigma in pixels</source>
        <translation>이보다 더 흐린 부분은 이만큼 흐린 것으로 보고 선명하게 합니다: 시그마(픽셀)</translation>
    </message>
    <message>
        <source>0 restores most and shows all noise and rings; 100 restores least and is clean</source>
        <translation>0이면 가장 많이 복원하지만 잡음과 물결 무늬가 모두 보이고, 100이면 가장 적게 복원하지만 깨끗합니다</translation>
    </message>
    <message>
        <source>Map of defocus</source>
        <translation>초점 흐림 지도</translation>
    </message>
    <message>
        <source>edges</source>
        <translation>윤곽</translation>
    </message>
    <message>
        <source>Solver</source>
        <translation>풀이 방법</translation>
    </message>
    <message>
        <source>how it is undone, from quick to thorough: &apos;wiener&apos;, &apos;hyper-laplacian&apos;, &apos;richardson-lucy&apos; or &apos;total-variation&apos;</source>
        <translation>흐림을 되돌리는 방법, 빠른 것부터 꼼꼼한 것까지: &apos;위너&apos;, &apos;하이퍼 라플라시안&apos;, &apos;리처드슨-루시&apos;, &apos;전변동&apos;</translation>
    </message>
    <message>
        <source>wiener</source>
        <translation>위너</translation>
    </message>
    <message>
        <source>hyper-laplacian</source>
        <translation>하이퍼 라플라시안</translation>
    </message>
    <message>
        <source>richardson-lucy</source>
        <translation>리처드슨-루시</translation>
    </message>
    <message>
        <source>total-variation</source>
        <translation>전변동</translation>
    </message>
    <message>
        <source>In light</source>
        <translation>빛의 양으로 계산</translation>
    </message>
    <message>
        <source>undo the blur in light, as a camera made it; off: in the values of the file</source>
        <translation>카메라에서 생긴 그대로 빛의 양에서 흐림을 되돌립니다. 끄면 파일의 값에서 되돌립니다</translation>
    </message>
    <message>
        <source>Blind deconvolution (L0)</source>
        <translation>블라인드 디컨볼루션 (L0)</translation>
    </message>
    <message>
        <source>Kernel size</source>
        <translation>커널 크기</translation>
    </message>
    <message>
        <source>side of the kernel in pixels: a little more than the blur is long</source>
        <translation>커널 한 변의 픽셀 수: 흐림의 길이보다 조금 크게</translation>
    </message>
    <message>
        <source>Look at</source>
        <translation>살펴볼 부분</translation>
    </message>
    <message>
        <source>the part of the photo from which the kernel is told, as X,Y,WIDTH,HEIGHT in pixels; empty: where most detail is</source>
        <translation>커널을 알아낼 사진의 부분, 픽셀 단위로 X,Y,WIDTH,HEIGHT. 비워 두면 세부가 가장 많은 곳</translation>
    </message>
    <message>
        <source>Blind deconvolution (sparse)</source>
        <translation>블라인드 디컨볼루션 (희소)</translation>
    </message>
    <message>
        <source>Deblur and motion (DeblurFlow, width 32, with cues)</source>
        <translation>흐림 제거와 움직임 (DeblurFlow, 폭 32, 단서 포함)</translation>
    </message>
    <message>
        <source>A form of the published network with half its width on cells of 2 x 2 pixels, told how alike the photo is to itself moved, from which its flow begins. Trained from nothing for 48 minutes and 3466 steps of 16 crops of 128 pixels (--flow-weight 3 --relative 0 --seed 61), then, by the command here, up to 74 minutes, with 12 crops of 160 pixels and errors of flow counted by its length. Far from done. Results are of whole photos through the engine; &quot;sharp&quot; are 24 photos held out from training, &quot;motion&quot; middles of them with rendered motions of 4 to 40 px: the medians over photos of the median axis error (degrees) and length error (share) where there is texture, the mean distance of both ends, and the mean length told for the sharp photos (px).</source>
        <translation>발표된 신경망을 절반의 폭과 2 x 2 픽셀 칸으로 줄인 형태이며, 사진을 옮겼을 때 자기 자신과 얼마나 닮았는지를 받아 거기서 움직임을 시작합니다. 처음부터 48분, 128픽셀 조각 16개씩 3466단계를 훈련하고(--flow-weight 3 --relative 0 --seed 61), 이어서 여기 적힌 명령으로 160픽셀 조각 12개씩, 움직임의 오차를 그 길이에 견주어 모두 74분까지 훈련했습니다. 아직 완성과는 거리가 멉니다. 결과는 엔진을 거친 사진 전체의 것입니다. &quot;sharp&quot;는 훈련에서 빼 둔 사진 24장, &quot;motion&quot;은 그 가운데 부분에 4~40 px의 움직임을 렌더링한 것입니다. 무늬가 있는 곳의 축 오차(도)와 길이 오차(비율)의 중앙값을 사진별로 구한 중앙값, 양 끝점의 평균 거리, 선명한 사진에서 알려 준 평균 길이(px)입니다.</translation>
    </message>
    <message>
        <source>A narrow and shallow form of the published network (width 16 instead of 64, 8 blocks instead of 19), trained from nothing for 62 minutes and 2739 steps of 4 crops of 160 pixels (--rate 2e-4 --seed 31), then, by the command here, for 8 minutes and 218 steps of 2 crops of 256 pixels against a discriminator. That is short for this network. The blur renderer was refined during the first 25 minutes. Results are of whole photos through the engine; &quot;sharp&quot; are 24 photos held out from training.</source>
        <translation>발표된 네트워크의 좁고 얕은 형태(폭 64 대신 16, 블록 19개 대신 8개)입니다. 처음부터 62분, 160픽셀 조각 4개씩 2739단계(--rate 2e-4 --seed 31)를 훈련한 뒤, 여기의 명령으로 판별기를 상대로 8분, 256픽셀 조각 2개씩 218단계를 훈련했습니다. 이 네트워크에는 짧은 시간입니다. 처음 25분 동안 흐림 렌더러가 다듬어졌습니다. 결과는 엔진을 거친 전체 사진의 것이며, &quot;sharp&quot;는 훈련에서 제외한 사진 24장입니다.</translation>
    </message>
    <message>
        <source>Defocus</source>
        <translation>초점 흐림</translation>
    </message>
    <message>
        <source>356 sharp photos (CC0, Unsplash, Pexels, CC BY, CC BY-SA, Kodak) with rendered defocus, 4 with measured depth</source>
        <translation>초점 흐림을 합성한 선명한 사진 356장(CC0, Unsplash, Pexels, CC BY, CC BY-SA, Kodak), 깊이를 잰 사진 4장</translation>
    </message>
    <message>
        <source>A form of the published network with a quarter of its width on cells of 2 x 2 pixels and without batch normalisation, told how much of the photo&apos;s slopes is left when it is blurred again. 2708 steps of 16 crops of 128 pixels, without critic, calibration and auxiliary heads. Results are of the middles of 24 photos held out from training, rendered out of focus: squared and absolute errors of maps in 0..1 (1 is a sigma of 7 px); sigma (px) told of the same photos sharp, and sharp but shaken; by how much the sigma at half the size is not half as much.</source>
        <translation>발표된 신경망을 2 x 2 픽셀 칸에서 너비를 4분의 1로 줄이고 배치 정규화를 뺀 형태로, 사진을 다시 흐리게 했을 때 기울기가 얼마나 남는지를 함께 봅니다. 128픽셀 조각 16개씩 2708단계를 학습했으며 판별기, 보정, 보조 출력은 쓰지 않았습니다. 결과는 학습에 쓰지 않은 사진 24장의 가운데를 초점이 흐리게 합성해 잰 것입니다: 0..1 지도의 제곱 오차와 절대 오차(1은 시그마 7 px), 같은 사진이 선명할 때와 선명하지만 흔들렸을 때 알려 준 시그마(px), 절반 크기에서 시그마가 절반에서 벗어난 정도.</translation>
    </message>
    <message>
        <source>Camera shake (MIMO-UNet, width 16)</source>
        <translation>카메라 흔들림 (MIMO-UNet, 폭 16)</translation>
    </message>
    <message>
        <source>A narrow and shallow form of the published network (width 16 instead of 32, 4 blocks instead of 8), trained for 3532 steps of 4 crops of 160 pixels, which is short: its curve was still rising. The blur renderer was refined during the first 25 minutes. Results are of whole photos through the engine; &quot;sharp&quot; are 24 photos held out from training.</source>
        <translation>발표된 네트워크의 좁고 얕은 형태(폭 32 대신 16, 블록 8개 대신 4개)입니다. 160픽셀 조각 4개씩 3532단계를 훈련했는데, 짧은 시간이라 곡선이 아직 오르고 있었습니다. 처음 25분 동안 흐림 렌더러가 다듬어졌습니다. 결과는 엔진을 거친 전체 사진의 것이며, &quot;sharp&quot;는 훈련에서 제외한 사진 24장입니다.</translation>
    </message>
    <message>
        <source>Camera shake (NAFNet, width 32)</source>
        <translation>카메라 흔들림(NAFNet, 너비 32)</translation>
    </message>
    <message>
        <source>Four trainings, one upon the other: 80 and 88 minutes with an older form of the blur renderer, 99 minutes while it was refined, then the command here, 66 minutes and 4683 steps of 8 crops of 160 pixels, with parts of every seventh picture out of focus in both partners. Results are of whole photos through the engine, with channel attention over windows of 160 px; &quot;sharp&quot; are 24 photos held out from training. The recipe, the responses of the renderer, the width of the windows and the choice of these weights were made while watching these same pairs, so the gains on them are somewhat flattering.</source>
        <translation>네 번의 학습을 이어서 했습니다. 흐림 렌더러의 이전 형태로 80분과 88분, 렌더러를 다듬는 동안 99분, 그다음 여기 적힌 명령으로 66분, 160픽셀 조각 8장씩 4683단계이며, 일곱 장 중 한 장은 두 짝 모두 일부가 초점을 벗어나게 했습니다. 결과는 엔진을 거친 사진 전체이고 채널 주의는 160픽셀 창에서 계산했습니다. &quot;sharp&quot;는 학습에 쓰지 않은 사진 24장입니다. 학습 방법, 렌더러의 응답 곡선, 창의 너비, 이 가중치의 선택은 바로 이 사진 쌍을 보면서 정했으므로 수치가 다소 좋게 나옵니다.</translation>
    </message>
    <message>
        <source>the network returned values that are not numbers</source>
        <translation>네트워크가 숫자가 아닌 값을 출력했습니다</translation>
    </message>
    <message>
        <source>the colours drifted away from the photo&apos;s</source>
        <translation>색이 원래 사진에서 벗어났습니다</translation>
    </message>
    <message>
        <source>a checkerboard pattern appeared</source>
        <translation>바둑판무늬가 나타났습니다</translation>
    </message>
    <message>
        <source>The CMYK colours were converted to sRGB without a usable profile.</source>
        <translation>쓸 수 있는 프로파일이 없어 CMYK 색을 프로파일 없이 sRGB로 변환했습니다.</translation>
    </message>
    <message>
        <source>The colour profile does not belong to this kind of picture and has been left out.</source>
        <translation>색상 프로파일이 이 종류의 이미지에 맞지 않아 제외했습니다.</translation>
    </message>
    <message>
        <source>The colour profile was damaged and has been left out; colours are taken as sRGB.</source>
        <translation>색상 프로파일이 손상되어 제외했습니다. 색은 sRGB로 간주합니다.</translation>
    </message>
    <message>
        <source>The CMYK colours were converted to sRGB through their profile.</source>
        <translation>CMYK 색을 해당 프로파일을 통해 sRGB로 변환했습니다.</translation>
    </message>
    <message>
        <source>The colours were multiplied by the transparency and have been divided by it again.</source>
        <translation>색에 투명도가 곱해져 있어 다시 나누었습니다.</translation>
    </message>
    <message>
        <source>Part of the EXIF data was damaged and has been left out.</source>
        <translation>EXIF 데이터 일부가 손상되어 제외했습니다.</translation>
    </message>
    <message>
        <source>The EXIF data was damaged and has been left out.</source>
        <translation>EXIF 데이터가 손상되어 제외했습니다.</translation>
    </message>
    <message>
        <source>The photo is HDR and looks flat here; its brightness curve is not converted.</source>
        <translation>HDR 사진이라 여기서는 밋밋하게 보입니다. 밝기 곡선은 변환하지 않습니다.</translation>
    </message>
    <message>
        <source>Part of the metadata was damaged and has been left out.</source>
        <translation>메타데이터 일부가 손상되어 제외했습니다.</translation>
    </message>
    <message>
        <source>The file is animated; only the first frame is used.</source>
        <translation>움직이는 이미지 파일입니다. 첫 프레임만 사용합니다.</translation>
    </message>
    <message>
        <source>The palette picture was converted to RGB.</source>
        <translation>팔레트 이미지를 RGB로 변환했습니다.</translation>
    </message>
    <message>
        <source>The extended part of the XMP data is not kept.</source>
        <translation>XMP 데이터의 확장 부분은 유지되지 않습니다.</translation>
    </message>
    <message>
        <source>The AVIF photo has more than 8 bits per channel and was read with 8.</source>
        <translation>채널당 8비트를 넘는 AVIF 사진을 8비트로 읽었습니다.</translation>
    </message>
    <message>
        <source>The Lab colours were converted to sRGB.</source>
        <translation>Lab 색을 sRGB로 변환했습니다.</translation>
    </message>
    <message>
        <source>Part of the RAW data is damaged.</source>
        <translation>RAW 데이터 일부가 손상되었습니다.</translation>
    </message>
    <message>
        <source>No EXIF data was found in the RAW file.</source>
        <translation>RAW 파일에서 EXIF 데이터를 찾지 못했습니다.</translation>
    </message>
    <message>
        <source>Negative values were set to 0.</source>
        <translation>음수 값을 0으로 바꾸었습니다.</translation>
    </message>
    <message>
        <source>The camera marked the photo as Adobe RGB without a profile; one was attached.</source>
        <translation>카메라가 프로파일 없이 Adobe RGB로 표시한 사진이라 프로파일을 추가했습니다.</translation>
    </message>
    <message>
        <source>The file has several pages; only the first is used.</source>
        <translation>여러 페이지로 된 파일입니다. 첫 페이지만 사용합니다.</translation>
    </message>
    <message>
        <source>Pixels that were no numbers (NaN or infinite) have been replaced.</source>
        <translation>숫자가 아닌 픽셀(NaN 또는 무한대)을 대체했습니다.</translation>
    </message>
    <message>
        <source>The 16-bit CMYK was read with 8 bits.</source>
        <translation>16비트 CMYK를 8비트로 읽었습니다.</translation>
    </message>
    <message>
        <source>The 32-bit integers were read with 16 bits.</source>
        <translation>32비트 정수를 16비트로 읽었습니다.</translation>
    </message>
    <message>
        <source>WebP has no grey; the photo was written as RGB.</source>
        <translation>WebP에는 회색조가 없어 사진을 RGB로 저장했습니다.</translation>
    </message>
    <message>
        <source>The maker note did not fit into a JPEG and was left out.</source>
        <translation>제조사 노트가 JPEG에 들어가지 않아 제외했습니다.</translation>
    </message>
    <message>
        <source>The EXIF data did not fit into a JPEG and was left out.</source>
        <translation>EXIF 데이터가 JPEG에 들어가지 않아 제외했습니다.</translation>
    </message>
    <message>
        <source>The XMP data did not fit into a JPEG and was left out.</source>
        <translation>XMP 데이터가 JPEG에 들어가지 않아 제외했습니다.</translation>
    </message>
    <message>
        <source>The XMP data was damaged and has been left out.</source>
        <translation>XMP 데이터가 손상되어 제외했습니다.</translation>
    </message>
    <message>
        <source>Turns the blur of this camera into blur that the network behind knows, then removes it. For photos of this camera alone.</source>
        <translation>이 카메라의 흐림을 뒤의 네트워크가 아는 흐림으로 바꾼 뒤 제거합니다. 이 카메라의 사진에만 쓰세요.</translation>
    </message>
    <message>
        <source>Finds out how the whole camera shook from the edges in the photo, and undoes that. For one blur, the same everywhere. Invents nothing.</source>
        <translation>사진의 윤곽에서 카메라 전체가 어떻게 흔들렸는지 알아내어 되돌립니다. 사진 전체에서 똑같은 한 가지 흐림에 씁니다. 없던 것을 만들어 내지 않습니다.</translation>
    </message>
    <message>
        <source>Finds the shake by how rare edges are in sharp photos: a second opinion where the L0 method fails.</source>
        <translation>선명한 사진에는 윤곽이 드물다는 사실로 흔들림을 찾습니다. L0 방법이 실패할 때의 두 번째 의견입니다.</translation>
    </message>
    <message>
        <source>No blur was found that is the same everywhere, so little was changed.</source>
        <translation>사진 전체에서 똑같은 흐림을 찾지 못해 거의 바꾸지 않았습니다.</translation>
    </message>
    <message>
        <source>The kernel found reaches its own edge: the blur may be longer. Try again with a larger kernel.</source>
        <translation>찾은 커널이 가장자리에 닿습니다. 흐림이 더 길 수 있으니 더 큰 커널로 다시 해 보세요.</translation>
    </message>
    <message>
        <source>Its authors offer none; the program brings its own.</source>
        <translation>저자들이 내놓은 가중치는 없으며, 프로그램에 자체 가중치가 들어 있습니다.</translation>
    </message>
    <message>
        <source>The authors offer theirs at github.com/SeungjunNah/DeepDeblur-PyTorch.</source>
        <translation>저자들의 가중치는 github.com/SeungjunNah/DeepDeblur-PyTorch에 있습니다.</translation>
    </message>
    <message>
        <source>How soft each place is was read off its edges; a network for it would tell better, but none was used.</source>
        <translation>각 부분이 얼마나 흐린지는 윤곽에서 읽었습니다. 이를 위한 네트워크가 더 잘 알려 주지만 사용하지 않았습니다.</translation>
    </message>
    <message>
        <source>The authors offer theirs at github.com/chosj95/MIMO-UNet.</source>
        <translation>저자들의 가중치는 github.com/chosj95/MIMO-UNet에 있습니다.</translation>
    </message>
    <message>
        <source>The authors offer theirs at github.com/megvii-research/NAFNet.</source>
        <translation>저자들의 가중치는 github.com/megvii-research/NAFNet에 있습니다.</translation>
    </message>
    <message>
        <source>The strength is 0, so nothing was changed.</source>
        <translation>강도가 0이므로 아무것도 바뀌지 않았습니다.</translation>
    </message>
    <message>
        <source>The authors offer theirs at github.com/swz30/Restormer, for academic, non-commercial use.</source>
        <translation>저자들의 가중치는 github.com/swz30/Restormer에 있으며, 학술적·비상업적 용도로만 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>tiles</source>
        <translation>타일</translation>
    </message>
    <message>
        <source>photos</source>
        <translation>사진 수</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>자동</translation>
    </message>
    <message>
        <source>pairs</source>
        <translation>사진 쌍</translation>
    </message>
    <message>
        <source>sharp</source>
        <translation>선명한 사진</translation>
    </message>
    <message>
        <source>Auto leaves it as it is: {}.</source>
        <translation>자동이 그대로 두었습니다: {}.</translation>
    </message>
    <message>
        <source>Auto leaves it as it is: {}; that is more than the {} px that any method here can undo, so it cannot be rescued at this size.</source>
        <translation>자동이 그대로 두었습니다: {}. 여기 있는 어떤 방법도 되돌릴 수 있는 {} px보다 길어서 이 크기로는 살릴 수 없습니다.</translation>
    </message>
    <message>
        <source>Auto leaves it as it is: {}; that is too soft to be rescued.</source>
        <translation>자동이 그대로 두었습니다: {}. 너무 흐려서 살릴 수 없습니다.</translation>
    </message>
    <message>
        <source>Auto takes {}: nothing here can see motion.</source>
        <translation>자동이 {}을(를) 골랐습니다: 움직임을 볼 수 있는 가중치가 없습니다.</translation>
    </message>
    <message>
        <source>Auto takes {}: {}.</source>
        <translation>자동이 {}을(를) 골랐습니다: {}.</translation>
    </message>
    <message>
        <source>Auto takes {}, and leaves what is over {} px out of focus alone: {}.</source>
        <translation>자동이 {}을(를) 고르고, 초점에서 {} px 넘게 벗어난 곳은 그대로 둡니다: {}.</translation>
    </message>
    <message>
        <source>Only {} of the {} channels are used.</source>
        <translation>채널 {1}개 중 {0}개만 사용합니다.</translation>
    </message>
    <message>
        <source>The file is animated ({} frames); only the first frame is used.</source>
        <translation>움직이는 이미지 파일({}프레임)입니다. 첫 프레임만 사용합니다.</translation>
    </message>
    <message>
        <source>The file is named {} but holds {}; it was read as that.</source>
        <translation>파일 확장자는 {}이지만 내용은 {}입니다. 내용에 맞게 읽었습니다.</translation>
    </message>
    <message>
        <source>The weights {} have changed since this camera was trained; training it again may bring more.</source>
        <translation>이 카메라를 학습시킨 뒤 가중치 {}이(가) 바뀌었습니다. 다시 학습시키면 더 나아질 수 있습니다.</translation>
    </message>
    <message>
        <source>The {}-bit floating-point numbers were read as 32-bit ones.</source>
        <translation>{}비트 부동 소수점 수를 32비트로 읽었습니다.</translation>
    </message>
    <message>
        <source>Values above white cannot be kept in {}-bit {}.</source>
        <translation>{}비트 {}에는 흰색보다 밝은 값을 보존할 수 없습니다.</translation>
    </message>
    <message>
        <source>{} could not run this ({}), so the CPU was used, which is slower.</source>
        <translation>{}에서 실행할 수 없어({}) 더 느린 CPU를 사용했습니다.</translation>
    </message>
    <message>
        <source>{} has no transparency; it was left out and the colours are as they were.</source>
        <translation>{} 형식은 투명도를 지원하지 않아 투명도를 제외했습니다. 색은 그대로입니다.</translation>
    </message>
    <message>
        <source>{} keeps {} bits per channel; the photo had {}.</source>
        <translation>{} 형식은 채널당 {}비트를 보존합니다. 원래 사진은 {}비트였습니다.</translation>
    </message>
    <message>
        <source>{} of {} tiles were computed again in full precision, because {} was not enough for them.</source>
        <translation>타일 {1}개 중 {0}개는 {2} 정밀도로 부족하여 최대 정밀도로 다시 계산했습니다.</translation>
    </message>
    <message>
        <source>{} of {} tiles were left as they were: {}.</source>
        <translation>타일 {1}개 중 {0}개는 원본 그대로 두었습니다: {2}.</translation>
    </message>
</context>
<context>
    <name>BokehControls</name>
    <message>
        <source>Keep bokeh</source>
        <translation>보케 유지</translation>
    </message>
    <message>
        <source>How much is sharpened</source>
        <translation>선명하게 하는 부분의 크기</translation>
    </message>
    <message>
        <source>Sharp up to</source>
        <translation>선명 한계</translation>
    </message>
    <message>
        <source>Show what is sharpened</source>
        <translation>선명하게 하는 부분 보기</translation>
    </message>
    <message>
        <source>Sharpen only what is nearly in focus, and leave a soft background as it is</source>
        <translation>거의 초점이 맞은 부분만 선명하게 하고 흐린 배경은 그대로 둡니다</translation>
    </message>
    <message>
        <source>Up to this softness (sigma, the width of the blur in pixels) all of the fix counts; from 1 px more on the photo stays as it is.</source>
        <translation>흐림이 이 값(시그마, 픽셀로 나타낸 흐림의 폭)까지인 곳은 보정이 모두 적용되고, 1 px 더 흐린 곳부터는 사진이 그대로 남습니다.</translation>
    </message>
    <message>
        <source>looking…</source>
        <translation>살펴보는 중…</translation>
    </message>
    <message>
        <source>{share} % sharpened</source>
        <translation>{share} % 선명하게</translation>
    </message>
    <message>
        <source>Edges tell how soft the photo is: there are no weights for a network that does. In a shaken photo they are soft everywhere.</source>
        <translation>얼마나 흐린지는 윤곽으로 알아냅니다. 이를 알려 주는 신경망의 가중치가 없습니다. 흔들린 사진에서는 윤곽이 모두 흐립니다.</translation>
    </message>
    <message>
        <source>A network tells how soft the photo is</source>
        <translation>얼마나 흐린지는 신경망이 알려 줍니다</translation>
    </message>
    <message>
        <source>Keep bokeh first, then this shows what is sharpened</source>
        <translation>먼저 보케 유지를 켜면 선명하게 하는 부분을 보여 줍니다</translation>
    </message>
    <message>
        <source>Open a photo first</source>
        <translation>먼저 사진을 여세요</translation>
    </message>
    <message>
        <source>Show what is sharpened: what stays as it is, is tinted</source>
        <translation>선명하게 하는 부분 보기: 그대로 남는 곳은 색을 입혀 보여 줍니다</translation>
    </message>
</context>
<context>
    <name>BokehWatch</name>
    <message>
        <source>Bokeh cannot be kept: how soft the photo is cannot be told. {reason}</source>
        <translation>보케를 유지할 수 없습니다. 사진이 얼마나 흐린지 알 수 없습니다. {reason}</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Show {title}</source>
        <translation>{title} 펼치기</translation>
    </message>
    <message>
        <source>Fold {title}</source>
        <translation>{title} 접기</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>접힘</translation>
    </message>
    <message>
        <source>unfolded</source>
        <translation>펼쳐짐</translation>
    </message>
</context>
<context>
    <name>Cell</name>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Strength and settings of this method</source>
        <translation>이 방법의 강도와 설정</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>이것으로 하기</translation>
    </message>
    <message>
        <source>Take this method to the page Fix (U)</source>
        <translation>이 방법을 보정 페이지로 가져갑니다 (U)</translation>
    </message>
    <message>
        <source>This one is best</source>
        <translation>이것이 가장 좋음</translation>
    </message>
    <message>
        <source>Open Models</source>
        <translation>모델 열기</translation>
    </message>
    <message>
        <source>cell {number}</source>
        <translation>{number}번 칸</translation>
    </message>
    <message>
        <source>Method of cell {number}</source>
        <translation>{number}번 칸의 방법</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>쓰기</translation>
    </message>
    <message>
        <source>Vote for this one; the names are shown then (Enter)</source>
        <translation>이것에 투표합니다. 그러면 이름이 나타납니다 (Enter)</translation>
    </message>
    <message>
        <source>Progress of cell {number}</source>
        <translation>{number}번 칸의 진행</translation>
    </message>
    <message>
        <source>Open the page Models, where weights are imported</source>
        <translation>가중치를 가져오는 모델 페이지를 엽니다</translation>
    </message>
</context>
<context>
    <name>CheatSheet</name>
    <message>
        <source>Keyboard</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>모든 단축키</translation>
    </message>
    <message>
        <source>\</source>
        <translation>백슬래시 (\)</translation>
    </message>
    <message>
        <source>Shift+arrows</source>
        <translation>Shift+화살표</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Open photos</source>
        <translation>사진 열기</translation>
    </message>
    <message>
        <source>Photos ({kinds});;All files (*)</source>
        <translation>사진 ({kinds});;모든 파일 (*)</translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation>폴더 열기</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard.</source>
        <translation>클립보드에 이미지가 없습니다.</translation>
    </message>
    <message>
        <source>The picture is on the clipboard.</source>
        <translation>이미지를 클립보드에 복사했습니다.</translation>
    </message>
    <message>
        <source>{name} is in the queue.</source>
        <translation>{name}이(가) 대기열에 있습니다.</translation>
    </message>
    <message>
        <source>The log is in {folder}.</source>
        <translation>로그는 {folder}에 있습니다.</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>Original</source>
        <translation>원본</translation>
    </message>
    <message>
        <source>visible part</source>
        <translation>보이는 부분</translation>
    </message>
    <message>
        <source>the rest</source>
        <translation>나머지</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>{seconds}초 남음</translation>
    </message>
    <message>
        <source>checking consistency</source>
        <translation>일관성 확인 중</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>확인 중</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>측정 중</translation>
    </message>
    <message>
        <source>visible part ready</source>
        <translation>보이는 부분 완료</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>about {minutes} min left</source>
        <translation>약 {minutes}분 남음</translation>
    </message>
    <message>
        <source>How long the whole photo took here</source>
        <translation>이 컴퓨터에서 사진 전체에 걸린 시간</translation>
    </message>
    <message>
        <source>Sharpness: how much steeper edges are than in the original, in decibels. Ringing and noise make edges steep, too.</source>
        <translation>선명도: 원본보다 경계가 얼마나 더 가파른지, 데시벨. 링잉과 노이즈도 경계를 가파르게 합니다.</translation>
    </message>
    <message>
        <source>Sharpness {figure}</source>
        <translation>선명도 {figure}</translation>
    </message>
    <message>
        <source>Noise: the grain of quiet parts, in levels of 255. Smoothing takes it away along with fine detail.</source>
        <translation>노이즈: 고른 부분의 알갱이, 255단계 기준. 매끄럽게 하면 미세한 디테일과 함께 사라집니다.</translation>
    </message>
    <message>
        <source>Noise {figure}</source>
        <translation>노이즈 {figure}</translation>
    </message>
    <message>
        <source>Consistency: the share of the change that stays when the photo is turned over or moved first, where it has most detail. Where it is low, what is shown may be invented. A high one is no proof.</source>
        <translation>일관성: 사진을 먼저 뒤집거나 옮겨도 그대로인 변화의 비율, 디테일이 가장 많은 곳 기준. 낮은 곳에 보이는 것은 지어낸 것일 수 있습니다. 높다고 증명되는 것은 아닙니다.</translation>
    </message>
    <message>
        <source>Consistency {figure}</source>
        <translation>일관성 {figure}</translation>
    </message>
    <message>
        <source>on</source>
        <translation>켬</translation>
    </message>
    <message>
        <source>off</source>
        <translation>끔</translation>
    </message>
    <message>
        <source>you chose {method} in {chosen} of {votes} blind votes</source>
        <translation>이름 없는 투표 {votes}번 중 {chosen}번 {method} 선택</translation>
    </message>
</context>
<context>
    <name>CompareBar</name>
    <message>
        <source>How many cells</source>
        <translation>칸 수</translation>
    </message>
    <message>
        <source>Difference to</source>
        <translation>차이 기준</translation>
    </message>
    <message>
        <source>What the cells are compared with</source>
        <translation>칸들을 무엇과 비교하는지</translation>
    </message>
    <message>
        <source>How many times differences are shown</source>
        <translation>차이를 몇 배로 보일지</translation>
    </message>
    <message>
        <source>How differences are shown</source>
        <translation>차이를 보이는 방식</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>회색</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>색</translation>
    </message>
    <message>
        <source>Colours: orange is brighter, blue is darker. Grey: every channel</source>
        <translation>색: 주황은 더 밝음, 파랑은 더 어두움. 회색: 모든 채널</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>번갈아 보기</translation>
    </message>
    <message>
        <source>Change the cell and its neighbour (K)</source>
        <translation>칸과 이웃 칸을 번갈아 봅니다 (K)</translation>
    </message>
    <message>
        <source>No difference</source>
        <translation>차이 없음</translation>
    </message>
    <message>
        <source>None of them is better; the names are shown then</source>
        <translation>더 나은 것이 없습니다. 그러면 이름이 나타납니다</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>What each method makes of the photo</source>
        <translation>각 방법의 결과</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>차이</translation>
    </message>
    <message>
        <source>How the cells differ from one of them (E)</source>
        <translation>칸들이 그중 하나와 얼마나 다른지 (E)</translation>
    </message>
    <message>
        <source>Consistency</source>
        <translation>일관성</translation>
    </message>
    <message>
        <source>Orange where a method contradicts itself: what is shown there may be invented</source>
        <translation>주황: 방법이 스스로와 어긋나는 곳. 거기 보이는 것은 지어낸 것일 수 있습니다</translation>
    </message>
    <message>
        <source>What the cells show</source>
        <translation>칸에 보이는 것</translation>
    </message>
    <message>
        <source>Compare {count} at once</source>
        <translation>한 번에 {count}개 비교</translation>
    </message>
    <message>
        <source>to the original</source>
        <translation>원본과</translation>
    </message>
    <message>
        <source>to {number}: {title}</source>
        <translation>{number}번과: {title}</translation>
    </message>
    <message>
        <source>Show names</source>
        <translation>이름 보기</translation>
    </message>
    <message>
        <source>Vote blind</source>
        <translation>이름 없이 투표</translation>
    </message>
    <message>
        <source>End without a vote (V)</source>
        <translation>투표하지 않고 끝냅니다 (V)</translation>
    </message>
    <message>
        <source>Hide the names, shuffle the cells, and say which is best (V)</source>
        <translation>이름을 숨기고 칸을 섞은 뒤 가장 좋은 것을 고릅니다 (V)</translation>
    </message>
    <message>
        <source>Go on computing</source>
        <translation>계산 계속</translation>
    </message>
    <message>
        <source>Pause computing</source>
        <translation>계산 일시 중지</translation>
    </message>
</context>
<context>
    <name>CompareTab</name>
    <message>
        <source>Open a photo, and see here what several methods make of it.</source>
        <translation>사진을 열면 여러 방법의 결과를 여기서 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>원본</translation>
    </message>
    <message>
        <source>The photo as it is</source>
        <translation>있는 그대로의 사진</translation>
    </message>
    <message>
        <source>{method} · no weights yet</source>
        <translation>{method} · 아직 가중치 없음</translation>
    </message>
    <message>
        <source>{method} has no weights yet. {source}</source>
        <translation>{method}에는 아직 가중치가 없습니다. {source}</translation>
    </message>
    <message>
        <source>Which is best?</source>
        <translation>어느 것이 가장 좋습니까?</translation>
    </message>
    <message>
        <source>getting all of them ready</source>
        <translation>모두 준비하는 중</translation>
    </message>
    <message>
        <source>A blind vote needs two different cells that show a result.</source>
        <translation>이름 없는 투표에는 결과가 보이는 서로 다른 칸이 두 개 필요합니다.</translation>
    </message>
</context>
<context>
    <name>DropArea</name>
    <message>
        <source>Drop files of weights here: {some} or {last}</source>
        <translation>가중치 파일을 여기에 놓으세요: {some} 또는 {last}</translation>
    </message>
    <message>
        <source>Checkpoints as their authors offer them, and the training&apos;s own files. No program inside a file is run.</source>
        <translation>저자들이 제공하는 체크포인트와 이 프로그램의 훈련이 만든 파일. 파일 안의 프로그램은 절대 실행되지 않습니다.</translation>
    </message>
    <message>
        <source>No weights yet: {methods}</source>
        <translation>아직 가중치 없음: {methods}</translation>
    </message>
</context>
<context>
    <name>EditSession</name>
    <message>
        <source>Saving writes over {name}, as the program that sent it expects.</source>
        <translation>저장하면 {name}을(를) 덮어씁니다. 이 파일을 보낸 프로그램이 그렇게 되기를 기다립니다.</translation>
    </message>
</context>
<context>
    <name>ErrorKeeper</name>
    <message>
        <source>Something went wrong inside Deblur Studio ({what}).</source>
        <translation>Deblur Studio 내부에서 문제가 발생했습니다({what}).</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Save as</source>
        <translation>다른 이름으로 저장</translation>
    </message>
    <message>
        <source>Save as {format}</source>
        <translation>{format} 형식으로 저장</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>비트 심도</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>품질</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Name of the new file; its suffix chooses the format</source>
        <translation>새 파일의 이름. 확장자에 따라 형식이 정해집니다</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>폴더</translation>
    </message>
    <message>
        <source>Folder of the new file</source>
        <translation>새 파일의 폴더</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>찾아보기…</translation>
    </message>
    <message>
        <source>Browse for a folder</source>
        <translation>폴더 찾아보기</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>다른 폴더를 선택합니다</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Save nothing</source>
        <translation>저장하지 않습니다</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>폴더 선택</translation>
    </message>
    <message>
        <source>As the photo: {depth}</source>
        <translation>사진과 같게: {depth}</translation>
    </message>
    <message>
        <source>{format} always has {bits} bits per channel</source>
        <translation>{format} 형식은 항상 채널당 {bits}비트입니다</translation>
    </message>
    <message>
        <source>Bits per channel: more keep finer shades</source>
        <translation>채널당 비트 수. 많을수록 미세한 계조를 보존합니다</translation>
    </message>
    <message>
        <source>Higher keeps finer detail and takes more room</source>
        <translation>높을수록 세부를 더 잘 보존하고 용량이 커집니다</translation>
    </message>
    <message>
        <source>{format} keeps every detail</source>
        <translation>{format} 형식은 모든 세부를 보존합니다</translation>
    </message>
    <message>
        <source>32 bits (floating point)</source>
        <translation>32비트(부동 소수점)</translation>
    </message>
    <message>
        <source>{bits} bits</source>
        <translation>{bits}비트</translation>
    </message>
    <message>
        <source>Replace the original photo</source>
        <translation>원본 사진 바꾸기</translation>
    </message>
    <message>
        <source>Replace that file</source>
        <translation>파일 바꾸기</translation>
    </message>
    <message>
        <source>The blurry original will be gone for good</source>
        <translation>흐린 원본이 영구히 사라집니다</translation>
    </message>
    <message>
        <source>The old file will be gone</source>
        <translation>이전 파일이 사라집니다</translation>
    </message>
    <message>
        <source>Write {file}</source>
        <translation>{file} 저장</translation>
    </message>
    <message>
        <source>Will be written as {name}</source>
        <translation>{name} 이름으로 저장됩니다</translation>
    </message>
    <message>
        <source>At most {size}, {width} × {height}</source>
        <translation>최대 {size}, {width} × {height}</translation>
    </message>
    <message>
        <source>About {size}, {width} × {height}</source>
        <translation>약 {size}, {width} × {height}</translation>
    </message>
    <message>
        <source>Give the file a name.</source>
        <translation>파일 이름을 입력하십시오.</translation>
    </message>
    <message>
        <source>This name is not possible; choose another one.</source>
        <translation>사용할 수 없는 이름입니다. 다른 이름을 선택하십시오.</translation>
    </message>
    <message>
        <source>There is no such folder; choose another one.</source>
        <translation>폴더가 없습니다. 다른 폴더를 선택하십시오.</translation>
    </message>
    <message>
        <source>Writing to this folder is not permitted; choose another one.</source>
        <translation>이 폴더에는 저장할 권한이 없습니다. 다른 폴더를 선택하십시오.</translation>
    </message>
    <message>
        <source>{name} is a folder; choose another name.</source>
        <translation>{name}은(는) 폴더입니다. 다른 이름을 선택하십시오.</translation>
    </message>
    <message>
        <source>The photo is too large for {format}; choose TIFF or PNG.</source>
        <translation>사진이 {format} 형식에 비해 너무 큽니다. TIFF나 PNG를 선택하십시오.</translation>
    </message>
    <message>
        <source>{name} is there already.</source>
        <translation>{name}이(가) 이미 있습니다.</translation>
    </message>
    <message>
        <source>{name} is the original photo. Once replaced, it cannot be brought back.</source>
        <translation>{name}은(는) 원본 사진입니다. 바꾸면 되돌릴 수 없습니다.</translation>
    </message>
    <message>
        <source>Of {before} bits per channel {after} are kept.</source>
        <translation>채널당 {before}비트 중 {after}비트가 보존됩니다.</translation>
    </message>
    <message>
        <source>{after} bits per channel keep the finer shades of the result.</source>
        <translation>채널당 {after}비트로 결과의 미세한 계조를 보존합니다.</translation>
    </message>
    <message>
        <source>{format} has no transparency: it is left out.</source>
        <translation>{format} 형식은 투명도를 지원하지 않아 투명도가 제외됩니다.</translation>
    </message>
    <message>
        <source>Values above white are lost; 32-bit TIFF would keep them.</source>
        <translation>흰색보다 밝은 값이 사라집니다. 32비트 TIFF는 이 값을 보존합니다.</translation>
    </message>
    <message>
        <source>{format} has no grey: the photo becomes RGB and looks the same.</source>
        <translation>{format} 형식에는 회색조가 없어 사진이 RGB로 바뀌지만 보이는 모습은 같습니다.</translation>
    </message>
    <message>
        <source>At quality 100 {format} is lossless.</source>
        <translation>품질 100에서 {format} 형식은 무손실입니다.</translation>
    </message>
    <message>
        <source>Colour profile and EXIF are kept.</source>
        <translation>색상 프로파일과 EXIF가 유지됩니다.</translation>
    </message>
    <message>
        <source>The colour profile is kept.</source>
        <translation>색상 프로파일이 유지됩니다.</translation>
    </message>
    <message>
        <source>EXIF is kept.</source>
        <translation>EXIF가 유지됩니다.</translation>
    </message>
</context>
<context>
    <name>Filmstrip</name>
    <message>
        <source>Photos</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Photos of the folder; arrow keys open the next one</source>
        <translation>폴더의 사진. 화살표 키로 다음 사진을 엽니다</translation>
    </message>
    <message>
        <source>Looking for photos in {folder}</source>
        <translation>{folder}에서 사진을 찾는 중</translation>
    </message>
    <message>
        <source>The photos of a folder appear here. Open or drop a photo or a folder.</source>
        <translation>폴더의 사진이 여기에 표시됩니다. 사진이나 폴더를 열거나 끌어다 놓으십시오.</translation>
    </message>
    <message>
        <source>There are no photos in {folder}.</source>
        <translation>{folder}에 사진이 없습니다.</translation>
    </message>
</context>
<context>
    <name>FixPanel</name>
    <message>
        <source>Strength</source>
        <translation>강도</translation>
    </message>
    <message>
        <source>Fix this photo</source>
        <translation>이 사진 보정</translation>
    </message>
    <message>
        <source>Expected time</source>
        <translation>예상 시간</translation>
    </message>
    <message>
        <source>Computes with</source>
        <translation>처리 장치</translation>
    </message>
    <message>
        <source>What photos are fixed with: {machine}</source>
        <translation>사진 보정에 사용하는 장치: {machine}</translation>
    </message>
    <message>
        <source>Measured on this computer, and corrected by every photo that is fixed</source>
        <translation>이 컴퓨터에서 측정했으며, 사진을 고칠 때마다 바로잡습니다</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>방법</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>자동</translation>
    </message>
    <message>
        <source>{alias}  →  {method}</source>
        <translation>{alias}  →  {method}</translation>
    </message>
    <message>
        <source>{method} · no weights yet</source>
        <translation>{method} · 아직 가중치 없음</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds}초</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes}분</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours}시간</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours}시간 {minutes}분</translation>
    </message>
    <message>
        <source>About {time} for this photo on this CPU</source>
        <translation>이 사진에 이 CPU로 약 {time}</translation>
    </message>
    <message>
        <source>About {time} for this photo on this GPU</source>
        <translation>이 사진에 이 GPU로 약 {time}</translation>
    </message>
    <message>
        <source>Make the photo sharper (F)</source>
        <translation>사진을 선명하게 합니다(F)</translation>
    </message>
    <message>
        <source>Fix the photo first; then choose how much of it to take</source>
        <translation>먼저 사진을 보정한 다음 적용할 정도를 선택하십시오</translation>
    </message>
    <message>
        <source>Open a photo first</source>
        <translation>먼저 사진을 여십시오</translation>
    </message>
    <message>
        <source>The photo is being fixed</source>
        <translation>사진을 보정하는 중입니다</translation>
    </message>
</context>
<context>
    <name>FixTab</name>
    <message>
        <source>Motion</source>
        <translation>움직임</translation>
    </message>
    <message>
        <source>Focus</source>
        <translation>초점</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>보정</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>히스토그램</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>준비 중</translation>
    </message>
    <message>
        <source>up to {percent} % of memory</source>
        <translation>메모리 최대 {percent} %</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>보정 전</translation>
    </message>
    <message>
        <source>After · in the making</source>
        <translation>보정 후 · 처리 중</translation>
    </message>
    <message>
        <source>After</source>
        <translation>보정 후</translation>
    </message>
    <message>
        <source>Converted blur</source>
        <translation>변환된 흐림</translation>
    </message>
    <message>
        <source>Motion of the fix</source>
        <translation>보정의 움직임</translation>
    </message>
    <message>
        <source>fixed</source>
        <translation>보정됨</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>저장됨</translation>
    </message>
</context>
<context>
    <name>FlowPanel</name>
    <message>
        <source>Colour wheel of the motion</source>
        <translation>움직임의 색상환</translation>
    </message>
    <message>
        <source>Directions of the motion</source>
        <translation>움직임의 방향</translation>
    </message>
    <message>
        <source>Motion under the mouse</source>
        <translation>마우스 아래의 움직임</translation>
    </message>
    <message>
        <source>Arrowheads</source>
        <translation>화살촉</translation>
    </message>
    <message>
        <source>Flip the arrows</source>
        <translation>화살표 뒤집기</translation>
    </message>
    <message>
        <source>Export the motion</source>
        <translation>움직임 내보내기</translation>
    </message>
    <message>
        <source>Show the motion of the photo again</source>
        <translation>사진의 움직임 다시 보기</translation>
    </message>
    <message>
        <source>Import motion…</source>
        <translation>움직임 가져오기…</translation>
    </message>
    <message>
        <source>Import motion</source>
        <translation>움직임 가져오기</translation>
    </message>
    <message>
        <source>Middlebury flow (.flo)…</source>
        <translation>Middlebury 흐름 (.flo)…</translation>
    </message>
    <message>
        <source>KITTI flow, 16-bit (.png)…</source>
        <translation>KITTI 흐름, 16비트 (.png)…</translation>
    </message>
    <message>
        <source>NumPy, both directions (.npz)…</source>
        <translation>NumPy, 양방향 (.npz)…</translation>
    </message>
    <message>
        <source>Picture of the colours (.png)…</source>
        <translation>색으로 나타낸 그림 (.png)…</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>가져옴</translation>
    </message>
    <message>
        <source>rim: {length}</source>
        <translation>둘레: {length}</translation>
    </message>
    <message>
        <source>{share} moved</source>
        <translation>{share} 움직임</translation>
    </message>
    <message>
        <source>Open a photo to see how the camera or the subject moved.</source>
        <translation>사진을 열면 카메라나 피사체가 어떻게 움직였는지 보입니다.</translation>
    </message>
    <message>
        <source>The motion cannot be seen: there are no weights for it. Import them on the page Models.</source>
        <translation>움직임을 볼 수 없습니다. 이를 위한 가중치가 없습니다. 모델 페이지에서 가져오세요.</translation>
    </message>
    <message>
        <source>The motion could not be seen: see the log file.</source>
        <translation>움직임을 볼 수 없었습니다. 로그 파일을 확인하세요.</translation>
    </message>
    <message>
        <source>The motion is looked at once the photo is fixed.</source>
        <translation>보정이 끝나면 움직임을 살펴봅니다.</translation>
    </message>
    <message>
        <source>Looking how the camera or the subject moved…</source>
        <translation>카메라나 피사체가 어떻게 움직였는지 살펴보는 중…</translation>
    </message>
    <message>
        <source>The colour tells the direction of the motion, both ways alike; the stronger it is, the longer the motion, up to {length} px at the rim. White did not move; where the photo is grey, nothing can be told.</source>
        <translation>색은 움직임의 방향을 나타내며 오가는 두 방향은 같은 색입니다. 색이 진할수록 움직임이 길고 둘레에서 {length} px입니다. 흰색은 움직이지 않은 곳, 회색은 알 수 없는 곳입니다.</translation>
    </message>
    <message>
        <source>Each petal is as long as the motion along its direction, and the paler the less of the photo moves so. {share} of what can be told moved.</source>
        <translation>꽃잎의 길이는 그 방향으로 움직인 길이이고, 그렇게 움직인 부분이 적을수록 옅습니다. 알 수 있는 부분의 {share}가 움직였습니다.</translation>
    </message>
    <message>
        <source>There is no motion to show yet</source>
        <translation>아직 보여 줄 움직임이 없습니다</translation>
    </message>
    <message>
        <source>Draw arrows; blur does not tell which end is the start</source>
        <translation>화살표로 그립니다. 흐림만으로는 어느 쪽이 시작인지 알 수 없습니다</translation>
    </message>
    <message>
        <source>Turn the arrows round: the blur is the same played backwards</source>
        <translation>화살표를 뒤집습니다. 거꾸로 움직여도 흐림은 같습니다</translation>
    </message>
    <message>
        <source>Show arrowheads first</source>
        <translation>먼저 화살촉을 표시하세요</translation>
    </message>
    <message>
        <source>Export the motion as a file or a picture</source>
        <translation>움직임을 파일이나 그림으로 내보냅니다</translation>
    </message>
    <message>
        <source>Show the motion of a file instead</source>
        <translation>파일에 든 움직임을 대신 보여 줍니다</translation>
    </message>
    <message>
        <source>Open a photo first</source>
        <translation>먼저 사진을 여세요</translation>
    </message>
</context>
<context>
    <name>Focus</name>
    <message>
        <source>too little detail to tell the focus</source>
        <translation>세부가 너무 적어 초점을 알 수 없음</translation>
    </message>
    <message>
        <source>all of it is in focus</source>
        <translation>전체에 초점이 맞음</translation>
    </message>
    <message>
        <source>nothing is in focus, the {place} least soft with {sigma}</source>
        <translation>초점이 맞은 곳이 없음, {place} 부분이 {sigma}로 가장 덜 흐림</translation>
    </message>
    <message>
        <source>focus lies on the {place}, the background is {sigma} soft</source>
        <translation>초점은 {place} 부분에 있음, 배경은 {sigma} 흐림</translation>
    </message>
    <message>
        <source>focus lies on the {place}, the rest is {sigma} soft</source>
        <translation>초점은 {place} 부분에 있음, 나머지는 {sigma} 흐림</translation>
    </message>
    <message>
        <source>This photo is shaken; what looks soft here may be motion, see Motion.</source>
        <translation>흔들린 사진입니다. 여기서 흐려 보이는 것은 움직임일 수 있으니 움직임을 보세요.</translation>
    </message>
    <message>
        <source>sigma {sigma} px</source>
        <translation>시그마 {sigma} px</translation>
    </message>
</context>
<context>
    <name>FocusDesk</name>
    <message>
        <source>Focus</source>
        <translation>초점</translation>
    </message>
    <message>
        <source>Export the focus</source>
        <translation>초점 내보내기</translation>
    </message>
    <message>
        <source>Maps of defocus, 16-bit (*.png)</source>
        <translation>초점 흐림 지도, 16비트 (*.png)</translation>
    </message>
    <message>
        <source>NumPy array (*.npy)</source>
        <translation>NumPy 배열 (*.npy)</translation>
    </message>
    <message>
        <source>NumPy arrays (*.npz)</source>
        <translation>NumPy 배열 (*.npz)</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>그림 (*.png)</translation>
    </message>
</context>
<context>
    <name>FocusPanel</name>
    <message>
        <source>Focus under the mouse</source>
        <translation>마우스 아래의 초점</translation>
    </message>
    <message>
        <source>How soft the photo is</source>
        <translation>사진이 흐린 정도</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>신경망</translation>
    </message>
    <message>
        <source>Edges</source>
        <translation>가장자리</translation>
    </message>
    <message>
        <source>How the map is made</source>
        <translation>지도를 만드는 방법</translation>
    </message>
    <message>
        <source>Focus peaking</source>
        <translation>초점 피킹</translation>
    </message>
    <message>
        <source>Peaking</source>
        <translation>피킹</translation>
    </message>
    <message>
        <source>Export the focus</source>
        <translation>초점 내보내기</translation>
    </message>
    <message>
        <source>Map, 16-bit (.png)…</source>
        <translation>지도, 16비트 (.png)…</translation>
    </message>
    <message>
        <source>NumPy array (.npy)…</source>
        <translation>NumPy 배열 (.npy)…</translation>
    </message>
    <message>
        <source>NumPy, compressed (.npz)…</source>
        <translation>NumPy, 압축 (.npz)…</translation>
    </message>
    <message>
        <source>Picture of the colours (.png)…</source>
        <translation>색으로 나타낸 그림 (.png)…</translation>
    </message>
    <message>
        <source>no weights: by edges</source>
        <translation>가중치 없음: 가장자리로</translation>
    </message>
    <message>
        <source>{share} % in focus</source>
        <translation>{share} % 초점 맞음</translation>
    </message>
    <message>
        <source>Open a photo to see what is in focus and how soft the rest is.</source>
        <translation>사진을 열면 어디에 초점이 맞았고 나머지가 얼마나 흐린지 보입니다.</translation>
    </message>
    <message>
        <source>The focus could not be seen: see the log file.</source>
        <translation>초점을 볼 수 없었습니다. 로그 파일을 보세요.</translation>
    </message>
    <message>
        <source>The focus is looked at once the photo is fixed.</source>
        <translation>보정이 끝나면 초점을 살펴봅니다.</translation>
    </message>
    <message>
        <source>Looking where the photo is in focus…</source>
        <translation>사진의 어디에 초점이 맞았는지 살펴보는 중…</translation>
    </message>
    <message>
        <source>How much of the photo is how soft: sigma, the width of its blur, in pixels of the photo. Left of the broken line, up to {limit} px, it is in focus. The colours are those of the map; where that is grey, nothing can be told.</source>
        <translation>사진의 얼마만큼이 얼마나 흐린지 보여 줍니다. 시그마는 흐림의 너비이며 단위는 사진의 픽셀입니다. 점선 왼쪽, {limit} px까지는 초점이 맞은 곳입니다. 색은 지도의 색과 같고, 지도가 회색인 곳은 알 수 없습니다.</translation>
    </message>
    <message>
        <source>There is no focus to show yet</source>
        <translation>아직 보여 줄 초점이 없습니다</translation>
    </message>
    <message>
        <source>Mark the sharpest plane in the photo (P)</source>
        <translation>사진에서 가장 선명한 면을 표시합니다 (P)</translation>
    </message>
    <message>
        <source>Export the focus as a file or a picture</source>
        <translation>초점을 파일이나 그림으로 내보냅니다</translation>
    </message>
    <message>
        <source>A network tells what is soft, also where there are no edges</source>
        <translation>신경망이 흐린 곳을 알려 줍니다. 가장자리가 없는 곳도 알려 줍니다</translation>
    </message>
    <message>
        <source>There are no weights for it; import them on the page Models</source>
        <translation>이를 위한 가중치가 없습니다. 모델 페이지에서 가져오세요</translation>
    </message>
    <message>
        <source>The width of edges tells how soft they are; it needs no weights</source>
        <translation>가장자리의 너비로 흐린 정도를 알아냅니다. 가중치가 필요 없습니다</translation>
    </message>
</context>
<context>
    <name>FocusWatch</name>
    <message>
        <source>The focus was saved as {path}</source>
        <translation>초점을 {path}(으)로 저장했습니다</translation>
    </message>
</context>
<context>
    <name>GroupModel</name>
    <message>
        <source>moved by hand</source>
        <translation>직접 옮김</translation>
    </message>
</context>
<context>
    <name>HeldOutGrid</name>
    <message>
        <source>Photo that is shown while training</source>
        <translation>훈련하는 동안 보여 줄 사진</translation>
    </message>
    <message>
        <source>Choose with the arrow keys</source>
        <translation>화살표 키로 고릅니다</translation>
    </message>
</context>
<context>
    <name>HistogramPanel</name>
    <message>
        <source>Linear</source>
        <translation>선형</translation>
    </message>
    <message>
        <source>The height is the number of pixels</source>
        <translation>높이는 픽셀 수입니다</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Also shows brightnesses that few pixels have</source>
        <translation>픽셀 수가 적은 밝기도 보여 줍니다</translation>
    </message>
    <message>
        <source>Scale of the histogram</source>
        <translation>히스토그램 눈금</translation>
    </message>
    <message>
        <source>Open a photo to see how its brightness is spread.</source>
        <translation>사진을 열면 밝기 분포가 표시됩니다.</translation>
    </message>
    <message>
        <source>Filled: after. Line: before.</source>
        <translation>채움: 보정 후, 선: 보정 전</translation>
    </message>
    <message>
        <source>The photo</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>highlights {share}</source>
        <translation>하이라이트 {share}</translation>
    </message>
    <message>
        <source>shadows {share}</source>
        <translation>섀도 {share}</translation>
    </message>
    <message>
        <source>Clipped: {what}</source>
        <translation>클리핑: {what}</translation>
    </message>
    <message>
        <source>{share} (was {before})</source>
        <translation>{share} (이전 {before})</translation>
    </message>
    <message>
        <source>Nothing is clipped</source>
        <translation>클리핑이 없습니다</translation>
    </message>
    <message>
        <source>The histogram cannot be drawn: see the log file.</source>
        <translation>히스토그램을 그릴 수 없습니다. 로그 파일을 확인하십시오.</translation>
    </message>
</context>
<context>
    <name>InfoPanel</name>
    <message>
        <source>Open a photo to see its camera, lens and exposure.</source>
        <translation>사진을 열면 카메라, 렌즈, 노출 정보가 표시됩니다.</translation>
    </message>
    <message>
        <source>Copy all of this as text</source>
        <translation>모든 정보를 텍스트로 복사합니다</translation>
    </message>
    <message>
        <source>Copy the facts about the photo</source>
        <translation>사진 정보 복사</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>카메라</translation>
    </message>
    <message>
        <source>Lens</source>
        <translation>렌즈</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>노출</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>감도</translation>
    </message>
    <message>
        <source>Focal length</source>
        <translation>초점 거리</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>촬영 일시</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>{bits} bits, grey</source>
        <translation>{bits}비트, 회색조</translation>
    </message>
    <message>
        <source>{bits} bits per channel</source>
        <translation>채널당 {bits}비트</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>비트 심도</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>색상</translation>
    </message>
    <message>
        <source>a profile without a name</source>
        <translation>이름 없는 프로파일</translation>
    </message>
    <message>
        <source>{real} (as {equivalent} on full frame)</source>
        <translation>{real}(풀프레임 환산 {equivalent})</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>참고</translation>
    </message>
</context>
<context>
    <name>LicenceNotice</name>
    <message>
        <source>Licence of the weights</source>
        <translation>가중치의 라이선스</translation>
    </message>
    <message>
        <source>{title} may be used on certain terms only.</source>
        <translation>{title}: 정해진 조건으로만 사용할 수 있습니다.</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>라이선스: {licence}</translation>
    </message>
    <message>
        <source>I have read this</source>
        <translation>읽었습니다</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Fix</source>
        <translation>보정</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>훈련</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Facts about the photo</source>
        <translation>사진 정보</translation>
    </message>
    <message>
        <source>What photos are fixed with</source>
        <translation>사진 보정에 사용하는 장치</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>대기열</translation>
    </message>
    <message>
        <source>There are no photos in this folder.</source>
        <translation>이 폴더에는 사진이 없습니다.</translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation>{name} 여는 중…</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>저장했습니다: {path}</translation>
    </message>
</context>
<context>
    <name>MessagesDialog</name>
    <message>
        <source>Messages</source>
        <translation>알림</translation>
    </message>
    <message>
        <source>Messages, newest first</source>
        <translation>알림, 최신순</translation>
    </message>
    <message>
        <source>The last messages, newest first</source>
        <translation>최근 알림을 최신순으로 표시합니다</translation>
    </message>
    <message>
        <source>The whole message</source>
        <translation>알림 전문</translation>
    </message>
    <message>
        <source>The whole message with its details</source>
        <translation>자세한 내용을 포함한 알림 전문</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>자세한 내용 복사</translation>
    </message>
    <message>
        <source>Copy the message and its details, for a report</source>
        <translation>문제를 알릴 때 쓸 수 있도록 알림과 자세한 내용을 복사합니다</translation>
    </message>
    <message>
        <source>What the studio tells you will be listed here.</source>
        <translation>프로그램이 알리는 내용이 여기에 표시됩니다.</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Cards that cannot be used</source>
        <translation>사용할 수 없는 카드</translation>
    </message>
    <message>
        <source>{method} waits for its weights: drop the file here, or choose it with Import.</source>
        <translation>{method}에 가중치가 필요합니다. 파일을 여기에 놓거나 가져오기로 고르세요.</translation>
    </message>
    <message>
        <source>{name} is whole and fits its network.</source>
        <translation>{name}: 파일이 온전하며 네트워크에 맞습니다.</translation>
    </message>
    <message>
        <source>{file} was imported as {name}.</source>
        <translation>{file} 파일을 {name}(으)로 가져왔습니다.</translation>
    </message>
    <message>
        <source>{name} was removed.</source>
        <translation>{name}을(를) 제거했습니다.</translation>
    </message>
    <message>
        <source>{file} is no file of weights: those end in {some} or {last}.</source>
        <translation>{file} 파일은 가중치 파일이 아닙니다. 가중치 파일은 {some} 또는 {last}(으)로 끝납니다.</translation>
    </message>
    <message>
        <source>Wait until the work on the weights is done</source>
        <translation>가중치 작업이 끝날 때까지 기다리십시오</translation>
    </message>
    <message>
        <source>Importing {file}…</source>
        <translation>{file} 가져오는 중…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>가져오기…</translation>
    </message>
    <message>
        <source>Verify all</source>
        <translation>모두 검증</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>제거…</translation>
    </message>
    <message>
        <source>Installed weights</source>
        <translation>설치된 가중치</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>카드</translation>
    </message>
    <message numerus="yes">
        <source>%n more card(s) cannot be used.</source>
        <translation>
            <numerusform>사용할 수 없는 카드가 %n개 더 있습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose weights in the list first</source>
        <translation>먼저 목록에서 가중치를 선택하십시오</translation>
    </message>
    <message>
        <source>Weights that came with the program stay</source>
        <translation>프로그램에 포함된 가중치는 제거할 수 없습니다</translation>
    </message>
    <message>
        <source>No weights are installed</source>
        <translation>설치된 가중치가 없습니다</translation>
    </message>
    <message>
        <source>Check that all files are whole and fit their networks</source>
        <translation>모든 파일이 온전하고 네트워크에 맞는지 확인합니다</translation>
    </message>
    <message>
        <source>Check that the file is whole and fits its network</source>
        <translation>파일이 온전하고 네트워크에 맞는지 확인합니다</translation>
    </message>
    <message>
        <source>Delete these weights</source>
        <translation>이 가중치를 삭제합니다</translation>
    </message>
    <message>
        <source>Import weights you have: {some} or {last}</source>
        <translation>가지고 있는 가중치 가져오기: {some} 또는 {last}</translation>
    </message>
    <message>
        <source>Weights ({pattern})</source>
        <translation>가중치 ({pattern})</translation>
    </message>
    <message>
        <source>Import weights</source>
        <translation>가중치 가져오기</translation>
    </message>
    <message>
        <source>Remove weights</source>
        <translation>가중치 제거</translation>
    </message>
    <message>
        <source>Remove {title}?</source>
        <translation>{title}을(를) 제거하시겠습니까?</translation>
    </message>
    <message>
        <source>The file is deleted from your folder of weights and cannot be brought back.</source>
        <translation>파일이 가중치 폴더에서 삭제되며 되돌릴 수 없습니다.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>유지</translation>
    </message>
    <message>
        <source>Copied to the clipboard: {text}</source>
        <translation>클립보드에 복사했습니다: {text}</translation>
    </message>
</context>
<context>
    <name>Motion</name>
    <message>
        <source>too little detail to tell the motion</source>
        <translation>세부가 너무 적어 움직임을 알 수 없음</translation>
    </message>
    <message>
        <source>no motion</source>
        <translation>움직임 없음</translation>
    </message>
    <message>
        <source>the motion differs from place to place, {length} at the median</source>
        <translation>곳마다 움직임이 다르며 중앙값은 {length}</translation>
    </message>
    <message>
        <source>{things}, the rest did not</source>
        <translation>{things}, 나머지는 그대로</translation>
    </message>
    <message>
        <source>the {place} stayed still</source>
        <translation>{place} 부분은 그대로</translation>
    </message>
    <message>
        <source>{length} along {angle}°</source>
        <translation>{angle}° 방향 {length}</translation>
    </message>
    <message>
        <source>upper left</source>
        <translation>왼쪽 위</translation>
    </message>
    <message>
        <source>upper middle</source>
        <translation>가운데 위</translation>
    </message>
    <message>
        <source>upper right</source>
        <translation>오른쪽 위</translation>
    </message>
    <message>
        <source>middle left</source>
        <translation>왼쪽 가운데</translation>
    </message>
    <message>
        <source>middle</source>
        <translation>한가운데</translation>
    </message>
    <message>
        <source>middle right</source>
        <translation>오른쪽 가운데</translation>
    </message>
    <message>
        <source>lower left</source>
        <translation>왼쪽 아래</translation>
    </message>
    <message>
        <source>lower middle</source>
        <translation>가운데 아래</translation>
    </message>
    <message>
        <source>lower right</source>
        <translation>오른쪽 아래</translation>
    </message>
    <message>
        <source>camera turned {angle} degrees about the {place}, up to {length}</source>
        <translation>카메라가 {place}를 중심으로 {angle}도 돌았음, 최대 {length}</translation>
    </message>
    <message>
        <source>zoomed {percent} % about the {place}, up to {length}</source>
        <translation>{place}를 중심으로 {percent} % 확대·축소됨, 최대 {length}</translation>
    </message>
    <message>
        <source>camera shake, {how}, steady over the frame</source>
        <translation>카메라 흔들림, {how}, 화면 전체에 고름</translation>
    </message>
    <message>
        <source>camera shake, {how}, strongest in the {place}</source>
        <translation>카메라 흔들림, {how}, {place}에서 가장 큼</translation>
    </message>
    <message>
        <source>something moved {how}</source>
        <translation>한 곳이 {how} 움직였음</translation>
    </message>
    <message>
        <source>{count} things moved, the largest {how}</source>
        <translation>{count}곳이 움직였고 가장 큰 것은 {how}</translation>
    </message>
    <message>
        <source>something else moved {how}</source>
        <translation>다른 한 곳은 {how} 움직였음</translation>
    </message>
    <message>
        <source>{count} other things moved, the largest {how}</source>
        <translation>다른 {count}곳도 움직였고 가장 큰 것은 {how}</translation>
    </message>
    <message>
        <source>{length} along {angle} degree</source>
        <translation>{angle}도 방향으로 {length}</translation>
    </message>
    <message>
        <source>{length} along {angle} degrees</source>
        <translation>{angle}도 방향으로 {length}</translation>
    </message>
</context>
<context>
    <name>MotionDesk</name>
    <message>
        <source>Middlebury flow (*.flo)</source>
        <translation>Middlebury 흐름 (*.flo)</translation>
    </message>
    <message>
        <source>KITTI flow (*.png)</source>
        <translation>KITTI 흐름 (*.png)</translation>
    </message>
    <message>
        <source>NumPy arrays (*.npz)</source>
        <translation>NumPy 배열 (*.npz)</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>그림 (*.png)</translation>
    </message>
    <message>
        <source>Export the motion</source>
        <translation>움직임 내보내기</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>움직임</translation>
    </message>
    <message>
        <source>Import motion</source>
        <translation>움직임 가져오기</translation>
    </message>
    <message>
        <source>Motion (*.flo *.png *.npz);;All files (*)</source>
        <translation>움직임 (*.flo *.png *.npz);;모든 파일 (*)</translation>
    </message>
</context>
<context>
    <name>MotionWatch</name>
    <message>
        <source>{name} holds the motion of a photo of {there} px, and this one has {here} px; choose the file that belongs to it.</source>
        <translation>{name}은(는) {there} px 사진의 움직임이고 이 사진은 {here} px입니다. 이 사진에 속하는 파일을 고르세요.</translation>
    </message>
    <message>
        <source>The motion was saved as {path}</source>
        <translation>움직임을 {path}(으)로 저장했습니다</translation>
    </message>
</context>
<context>
    <name>NoticeFrame</name>
    <message>
        <source>Copy details</source>
        <translation>자세한 내용 복사</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>복사됨</translation>
    </message>
    <message>
        <source>Close this message (Esc)</source>
        <translation>이 알림 닫기(Esc)</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>이 알림 닫기</translation>
    </message>
    <message>
        <source>Copy the message and its details, for a report</source>
        <translation>문제를 알릴 때 쓸 수 있도록 알림과 자세한 내용을 복사합니다</translation>
    </message>
</context>
<context>
    <name>NotificationArea</name>
    <message>
        <source>Messages</source>
        <translation>알림</translation>
    </message>
</context>
<context>
    <name>OfferBar</name>
    <message>
        <source>Go on</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Fix the photos that are left; nothing is done twice</source>
        <translation>남은 사진을 보정합니다. 두 번 하는 일은 없습니다</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>버리기</translation>
    </message>
    <message>
        <source>Leave them as they are; what was fixed stays</source>
        <translation>남은 사진은 그대로 둡니다. 보정된 것은 남습니다</translation>
    </message>
    <message numerus="yes">
        <source>{count} of %n photo(s) of the queue of {day} are left.</source>
        <translation>
            <numerusform>{day} 대기열의 사진 %n장 가운데 {count}장이 남아 있습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>today</source>
        <translation>오늘</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>어제</translation>
    </message>
</context>
<context>
    <name>OutputCard</name>
    <message>
        <source>Beside the photo</source>
        <translation>사진 옆에</translation>
    </message>
    <message>
        <source>Each result in the folder of its photo</source>
        <translation>결과를 사진이 있는 폴더에 둡니다</translation>
    </message>
    <message>
        <source>In a folder</source>
        <translation>한 폴더에</translation>
    </message>
    <message>
        <source>In one folder, in the subfolders of the photos</source>
        <translation>한 폴더에, 사진의 하위 폴더 그대로 둡니다</translation>
    </message>
    <message>
        <source>Where results go</source>
        <translation>결과를 둘 곳</translation>
    </message>
    <message>
        <source>Folder of the results</source>
        <translation>결과 폴더</translation>
    </message>
    <message>
        <source>Choose the folder of the results</source>
        <translation>결과 폴더를 고릅니다</translation>
    </message>
    <message>
        <source>Names of the results</source>
        <translation>결과의 이름</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>품질</translation>
    </message>
    <message>
        <source>A recipe beside each</source>
        <translation>결과마다 레시피 저장</translation>
    </message>
    <message>
        <source>RESULT.deblur.json, from which the result can be made again</source>
        <translation>결과를 다시 만들 수 있는 RESULT.deblur.json</translation>
    </message>
    <message>
        <source>Names are made of {parts}; {more} tell how</source>
        <translation>이름에 쓸 수 있는 것: {parts}. {more}처럼 모양을 정할 수 있습니다</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>As the photo</source>
        <translation>사진과 같게</translation>
    </message>
    <message>
        <source>If a result is there already</source>
        <translation>결과가 이미 있으면</translation>
    </message>
    <message>
        <source>Pass the photo over</source>
        <translation>사진을 건너뛰기</translation>
    </message>
    <message>
        <source>Number the new one</source>
        <translation>새 파일에 번호 붙이기</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>바꾸기</translation>
    </message>
    <message>
        <source>Photos of the queue themselves are never replaced</source>
        <translation>대기열의 사진 자체는 절대로 바꾸지 않습니다</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>If there</source>
        <translation>있으면</translation>
    </message>
    <message>
        <source>{photo} becomes {result}</source>
        <translation>{photo}의 결과: {result}</translation>
    </message>
</context>
<context>
    <name>ParameterControls</name>
    <message>
        <source>Auto</source>
        <translation>자동</translation>
    </message>
    <message>
        <source>{auto}  →  {weights}</source>
        <translation>{auto}  →  {weights}</translation>
    </message>
</context>
<context>
    <name>PhotoGrid</name>
    <message>
        <source>B moves photos to Blurry, S to Sharp, X leaves them out</source>
        <translation>B는 흐린 사진으로, S는 선명한 사진으로 옮기고, X는 제외합니다</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>제외</translation>
    </message>
</context>
<context>
    <name>PhotoModel</name>
    <message>
        <source>cannot be opened</source>
        <translation>열 수 없음</translation>
    </message>
</context>
<context>
    <name>PhotosPage</name>
    <message>
        <source>Progress</source>
        <translation>진행 상황</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Go on with the photos that were looked at</source>
        <translation>지금까지 살펴본 사진으로 계속합니다</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>카메라</translation>
    </message>
    <message>
        <source>A training is for one camera: photos of others are not used</source>
        <translation>훈련은 카메라 한 대를 위한 것입니다. 다른 카메라의 사진은 쓰지 않습니다</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>뒤로</translation>
    </message>
    <message>
        <source>Leave these photos, to the earlier trainings</source>
        <translation>이 사진들을 두고 이전 훈련 목록으로 갑니다</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>폴더 추가…</translation>
    </message>
    <message>
        <source>Look at more photos of the same camera</source>
        <translation>같은 카메라의 사진을 더 살펴봅니다</translation>
    </message>
    <message>
        <source>Plan…</source>
        <translation>계획…</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>훈련</translation>
    </message>
    <message>
        <source>Whether the photos suffice</source>
        <translation>사진이 충분한지</translation>
    </message>
    <message>
        <source>B blurry · S sharp · X leave out · or drag</source>
        <translation>B 흐림 · S 선명 · X 제외 · 또는 끌어다 놓기</translation>
    </message>
    <message>
        <source>Photos whose edges are all soft in one direction or more come here.</source>
        <translation>윤곽이 한 방향 이상에서 모두 흐린 사진이 여기에 옵니다.</translation>
    </message>
    <message>
        <source>Photos with a sharp subject come here.</source>
        <translation>피사체가 선명한 사진이 여기에 옵니다.</translation>
    </message>
    <message>
        <source>What cannot be used comes here, each with the reason in its tool tip.</source>
        <translation>쓸 수 없는 사진이 여기에 오며, 이유는 도움말에 나옵니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>사진 %n장</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking at the photos: {done} of {total}</source>
        <translation>사진을 살펴보는 중: {total}장 중 {done}장</translation>
    </message>
    <message>
        <source>unknown camera</source>
        <translation>알 수 없는 카메라</translation>
    </message>
    <message>
        <source>all cameras ({count})</source>
        <translation>모든 카메라 ({count})</translation>
    </message>
    <message>
        <source>Whether there are enough photos is told as soon as all were looked at.</source>
        <translation>모두 살펴본 뒤에 사진이 충분한지 알려 드립니다.</translation>
    </message>
    <message>
        <source>There are no photos here. Add a folder.</source>
        <translation>여기에는 사진이 없습니다. 폴더를 추가하세요.</translation>
    </message>
    <message>
        <source>Enough to train: {train} blurry and {sharp} sharp photos, and {held} held out for the verdict.</source>
        <translation>훈련하기에 충분합니다: 흐린 사진 {train}장, 선명한 사진 {sharp}장, 판정을 위해 따로 둔 사진 {held}장.</translation>
    </message>
    <message>
        <source>Begin at once, with the plan that suits these photos and this computer</source>
        <translation>이 사진과 이 컴퓨터에 맞는 계획으로 바로 시작합니다</translation>
    </message>
    <message>
        <source>Wait until all photos were looked at</source>
        <translation>사진을 모두 살펴볼 때까지 기다리세요</translation>
    </message>
    <message>
        <source>See and change camera, method and size before training</source>
        <translation>훈련하기 전에 카메라, 방법, 크기를 보고 바꿉니다</translation>
    </message>
    <message>
        <source>Add a folder of photos</source>
        <translation>사진 폴더 추가</translation>
    </message>
</context>
<context>
    <name>PlanPage</name>
    <message>
        <source>Name of the camera</source>
        <translation>카메라 이름</translation>
    </message>
    <message>
        <source>Under this name the camera is listed</source>
        <translation>이 이름으로 카메라가 목록에 나옵니다</translation>
    </message>
    <message>
        <source>Method behind it</source>
        <translation>뒤에 쓰는 방법</translation>
    </message>
    <message>
        <source>The deblurring method whose kind of blur the photos are converted to</source>
        <translation>사진을 이 흐림 제거 방법이 아는 흐림으로 변환합니다</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>뒤로</translation>
    </message>
    <message>
        <source>To the photos</source>
        <translation>사진으로</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>훈련</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>카메라</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Shown while training</source>
        <translation>훈련하는 동안 보여 줄 사진</translation>
    </message>
    <message>
        <source>These photos are never trained on. The one you choose is shown in the making.</source>
        <translation>이 사진들로는 훈련하지 않습니다. 고른 사진이 훈련하는 동안 나옵니다.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Photos are converted to the blur that this method knows.</source>
        <translation>사진을 이 방법이 아는 흐림으로 변환합니다.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>디스크</translation>
    </message>
    <message>
        <source>Begin to train</source>
        <translation>훈련을 시작합니다</translation>
    </message>
    <message>
        <source>Its weights will be named {name}</source>
        <translation>가중치의 이름은 {name}입니다</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>재는 중…</translation>
    </message>
    <message>
        <source>about {time}</source>
        <translation>약 {time}</translation>
    </message>
    <message>
        <source>How long each takes on this computer is being measured; that takes a minute or two.</source>
        <translation>이 컴퓨터에서 각각 얼마나 걸리는지 재고 있습니다. 1~2분쯤 걸립니다.</translation>
    </message>
    <message>
        <source>How long each takes here could not be measured.</source>
        <translation>여기에서 각각 얼마나 걸리는지 잴 수 없었습니다.</translation>
    </message>
    <message>
        <source>Measured on this computer, {device}.</source>
        <translation>이 컴퓨터의 {device} 측정했습니다.</translation>
    </message>
    <message>
        <source>{train} blurry and {sharp} sharp photos to train on, {held} held out for the verdict.</source>
        <translation>훈련에 쓸 흐린 사진 {train}장과 선명한 사진 {sharp}장, 판정을 위해 따로 둔 사진 {held}장.</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>모양</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>시스템 설정에 따름</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Language of the window</source>
        <translation>창에 표시되는 언어</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>테마</translation>
    </message>
    <message>
        <source>Colours of the window</source>
        <translation>창의 색</translation>
    </message>
    <message>
        <source>As the theme</source>
        <translation>테마에 따름</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>검은색</translation>
    </message>
    <message>
        <source>18 % grey</source>
        <translation>18 % 회색</translation>
    </message>
    <message>
        <source>White</source>
        <translation>흰색</translation>
    </message>
    <message>
        <source>What surrounds the photo: grey for judging tones, black or white for judging contrast</source>
        <translation>사진 주위의 색. 회색은 톤을, 검은색과 흰색은 대비를 판단하기에 좋습니다</translation>
    </message>
    <message>
        <source>Around the photo</source>
        <translation>사진 주위</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>처리</translation>
    </message>
    <message>
        <source>The fastest</source>
        <translation>가장 빠른 장치</translation>
    </message>
    <message>
        <source>{device} (not found)</source>
        <translation>{device}(찾을 수 없음)</translation>
    </message>
    <message>
        <source>What fixes photos: a graphics card, or the processor</source>
        <translation>사진을 보정하는 장치. 그래픽 카드 또는 프로세서</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>장치</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>How much of the device&apos;s memory may be used</source>
        <translation>장치 메모리를 얼마나 사용할지 정합니다</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>As the photo</source>
        <translation>사진과 같게</translation>
    </message>
    <message>
        <source>The format that Save as offers first</source>
        <translation>다른 이름으로 저장할 때 먼저 제시하는 형식</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>8 bits</source>
        <translation>8비트</translation>
    </message>
    <message>
        <source>16 bits</source>
        <translation>16비트</translation>
    </message>
    <message>
        <source>Bits per channel, as far as the format has them</source>
        <translation>채널당 비트 수. 형식이 지원하는 범위에서 적용합니다</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>비트 심도</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>품질</translation>
    </message>
    <message>
        <source>Quality of JPEG and WebP; 100 keeps most</source>
        <translation>JPEG와 WebP의 품질. 100이 가장 많이 보존합니다</translation>
    </message>
    <message>
        <source>Open the log folder</source>
        <translation>로그 폴더 열기</translation>
    </message>
    <message>
        <source>Show the folder of the log file</source>
        <translation>로그 파일이 있는 폴더를 표시합니다</translation>
    </message>
    <message>
        <source>Reset to defaults</source>
        <translation>기본값으로 되돌리기</translation>
    </message>
    <message>
        <source>Return everything on this page to its default</source>
        <translation>이 페이지의 모든 항목을 기본값으로 되돌립니다</translation>
    </message>
    <message>
        <source>Use at most {percent} % of the memory; less leaves more to other programs.</source>
        <translation>메모리를 최대 {percent} %까지 사용합니다. 줄이면 다른 프로그램이 더 많이 쓸 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>ProgressRow</name>
    <message>
        <source>Progress</source>
        <translation>진행 상황</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Stop; the photo stays as it was (Esc)</source>
        <translation>중지합니다. 사진은 그대로 유지됩니다(Esc)</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>취소하는 중…</translation>
    </message>
    <message>
        <source>Fixing the visible part</source>
        <translation>보이는 부분 보정 중</translation>
    </message>
    <message>
        <source>Visible part ready · fixing the rest</source>
        <translation>보이는 부분 완료 · 나머지 보정 중</translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n tile(s)</source>
        <translation>
            <numerusform>타일 %n개 중 {done}개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n photo(s)</source>
        <translation>
            <numerusform>사진 %n장 중 {done}장</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n file(s)</source>
        <translation>
            <numerusform>파일 %n개 중 {done}개</numerusform>
        </translation>
    </message>
    <message>
        <source>{done} of {total} {unit}</source>
        <translation>{unit} {done}/{total}</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>{seconds}초 남음</translation>
    </message>
    <message>
        <source>about {minutes} min left</source>
        <translation>약 {minutes}분 남음</translation>
    </message>
    <message>
        <source>about {hours} h left</source>
        <translation>약 {hours}시간 남음</translation>
    </message>
    <message>
        <source>about {hours} h {minutes} min left</source>
        <translation>약 {hours}시간 {minutes}분 남음</translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message>
        <source>Getting ready</source>
        <translation>준비 중</translation>
    </message>
    <message>
        <source>There is nothing in the queue</source>
        <translation>대기열이 비어 있습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) ready to start</source>
        <translation>
            <numerusform>사진 %n장 시작 준비됨</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n photo(s)</source>
        <translation>
            <numerusform>사진 %n장 중 {done}장</numerusform>
        </translation>
    </message>
    <message>
        <source>paused</source>
        <translation>일시 정지됨</translation>
    </message>
    <message>
        <source>waits for what you look at</source>
        <translation>지금 보는 작업을 기다리는 중</translation>
    </message>
    <message>
        <source>how long it takes is not known yet</source>
        <translation>걸릴 시간은 아직 알 수 없음</translation>
    </message>
    <message>
        <source>{count} failed</source>
        <translation>실패 {count}</translation>
    </message>
    <message>
        <source>{count} fixed</source>
        <translation>보정됨 {count}</translation>
    </message>
    <message>
        <source>{count} passed over</source>
        <translation>건너뜀 {count}</translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translation>대기 {count}</translation>
    </message>
    <message>
        <source>{count} ready</source>
        <translation>준비됨 {count}</translation>
    </message>
</context>
<context>
    <name>QueueModel</name>
    <message>
        <source>Photo</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Why it is blurry</source>
        <translation>흐린 까닭</translation>
    </message>
    <message>
        <source>Can gain</source>
        <translation>나아질 정도</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>방법</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>결과</translation>
    </message>
</context>
<context>
    <name>QueueTab</name>
    <message>
        <source>What the queue does</source>
        <translation>대기열이 하는 일</translation>
    </message>
    <message>
        <source>Drop photos or folders here, or add them above.
In the tab Fix, Q adds the open photo and Shift+Q all photos of the filmstrip.</source>
        <translation>사진이나 폴더를 여기에 놓거나 위에서 추가하십시오.
보정 탭에서 Q는 열린 사진을, Shift+Q는 필름스트립의 모든 사진을 추가합니다.</translation>
    </message>
    <message>
        <source>Adding</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>Add photos to the queue</source>
        <translation>대기열에 사진 추가</translation>
    </message>
    <message>
        <source>Photos ({kinds});;All files (*)</source>
        <translation>사진 ({kinds});;모든 파일 (*)</translation>
    </message>
    <message>
        <source>Add a folder to the queue</source>
        <translation>대기열에 폴더 추가</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) are left out: sharp, or beyond rescue.</source>
        <translation>
            <numerusform>사진 %n장을 제외했습니다. 선명하거나 살릴 수 없습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>{left} See the tab Queue.</source>
        <translation>{left} 대기열 탭을 보십시오.</translation>
    </message>
    <message>
        <source>Drag photos to bring them into another order; Space ticks, Delete takes out. Choose one to read all about it here.</source>
        <translation>사진을 끌어 순서를 바꿉니다. 스페이스는 선택 표시, Delete는 빼기입니다. 하나를 고르면 여기에 자세히 나옵니다.</translation>
    </message>
    <message>
        <source>The queue is done.</source>
        <translation>대기열이 끝났습니다.</translation>
    </message>
    <message>
        <source>Add photos first</source>
        <translation>먼저 사진을 추가하십시오</translation>
    </message>
    <message>
        <source>The queue is at work: look through photos before it starts</source>
        <translation>대기열이 작업 중입니다. 시작하기 전에 사진을 살펴보십시오</translation>
    </message>
    <message>
        <source>There is nothing to look through</source>
        <translation>살펴볼 것이 없습니다</translation>
    </message>
    <message>
        <source>Queue: {done} of {total}</source>
        <translation>대기열: {total}장 중 {done}장</translation>
    </message>
    <message numerus="yes">
        <source>The queue is at work: %n photo(s) are left.</source>
        <translation>
            <numerusform>대기열이 작업 중입니다. 사진 %n장이 남았습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>They are kept. The next start offers to go on; nothing is done twice.</source>
        <translation>남은 사진은 보관됩니다. 다음에 시작할 때 계속할 수 있으며, 두 번 하는 일은 없습니다.</translation>
    </message>
</context>
<context>
    <name>QueueView</name>
    <message>
        <source>Queue</source>
        <translation>대기열</translation>
    </message>
    <message>
        <source>Photos of the queue; Space ticks, Delete takes out, Alt with Up or Down moves</source>
        <translation>대기열의 사진. 스페이스는 선택 표시, Delete는 빼기, Alt와 위아래 화살표는 옮기기</translation>
    </message>
</context>
<context>
    <name>RunRow</name>
    <message>
        <source>Show</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Show curves, pictures and verdict</source>
        <translation>곡선, 그림, 판정을 봅니다</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Go on from where it was left</source>
        <translation>멈춘 곳에서 계속합니다</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>버리기</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>사진 %n장</numerusform>
        </translation>
    </message>
    <message>
        <source>Another training is running. Stop it first</source>
        <translation>다른 훈련이 진행 중입니다. 먼저 그것을 멈추세요</translation>
    </message>
    <message>
        <source>Stop it first</source>
        <translation>먼저 멈추세요</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>기다리세요</translation>
    </message>
    <message>
        <source>Delete this training; what was installed of it stays</source>
        <translation>이 훈련을 삭제합니다. 설치된 것은 남습니다</translation>
    </message>
    <message>
        <source>Finished: {verdict}</source>
        <translation>끝남: {verdict}</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>사용 중</translation>
    </message>
    <message>
        <source>Ended at {percent} %: {why}</source>
        <translation>{percent} %에서 끝남: {why}</translation>
    </message>
    <message>
        <source>Not begun yet</source>
        <translation>아직 시작하지 않음</translation>
    </message>
    <message>
        <source>Paused at {percent} %</source>
        <translation>{percent} %에서 멈춤</translation>
    </message>
    <message>
        <source>Discard the training for {camera}?</source>
        <translation>{camera}의 훈련을 버릴까요?</translation>
    </message>
    <message>
        <source>What it has learned is deleted and cannot be brought back. Photos and installed cameras stay.</source>
        <translation>배운 것이 삭제되며 되돌릴 수 없습니다. 사진과 설치된 카메라는 남습니다.</translation>
    </message>
</context>
<context>
    <name>SaveFlow</name>
    <message>
        <source>Unsaved results</source>
        <translation>저장하지 않은 결과</translation>
    </message>
    <message numerus="yes">
        <source>The results of %n photo(s) are not saved.</source>
        <translation>
            <numerusform>사진 %n장의 결과가 저장되지 않았습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>{names}

Saving writes each beside its photo; the originals stay as they are.</source>
        <translation>{names}

저장하면 결과가 각 사진 옆에 저장됩니다. 원본은 그대로 유지됩니다.</translation>
    </message>
</context>
<context>
    <name>SeenPanel</name>
    <message>
        <source>first look</source>
        <translation>대략 살펴봄</translation>
    </message>
    <message>
        <source>nothing to tell it by</source>
        <translation>여기서는 알 수 없음</translation>
    </message>
    <message>
        <source>point at the photo</source>
        <translation>사진을 가리켜 보세요</translation>
    </message>
</context>
<context>
    <name>SettingsCard</name>
    <message>
        <source>Photos are added with the settings of the tab Fix, and keep them.</source>
        <translation>사진은 보정 탭의 설정으로 추가되고 그 설정을 유지합니다.</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>바꾸기</translation>
    </message>
    <message>
        <source>Go to the tab Fix</source>
        <translation>보정 탭으로 갑니다</translation>
    </message>
    <message>
        <source>Use for ready ones</source>
        <translation>준비된 사진에 쓰기</translation>
    </message>
    <message>
        <source>Give these settings to the chosen photos that are ready, or to all of them</source>
        <translation>고른 사진 가운데 준비된 것에, 없으면 준비된 모든 사진에 이 설정을 씁니다</translation>
    </message>
    <message>
        <source>Subfolders</source>
        <translation>하위 폴더</translation>
    </message>
    <message>
        <source>Take the photos of folders inside folders, too</source>
        <translation>폴더 안의 폴더에 있는 사진도 가져옵니다</translation>
    </message>
    <message>
        <source>Watch folders</source>
        <translation>폴더 지켜보기</translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) of your own</source>
        <translation>
            <numerusform>직접 정한 설정 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>keeps bokeh</source>
        <translation>보케 유지</translation>
    </message>
    <message>
        <source>Fix photos as they come into the folders that were added</source>
        <translation>추가한 폴더에 들어오는 사진을 바로 보정합니다</translation>
    </message>
    <message>
        <source>Add a folder first: then it can be watched</source>
        <translation>먼저 폴더를 추가하면 지켜볼 수 있습니다</translation>
    </message>
</context>
<context>
    <name>SettingsPopover</name>
    <message>
        <source>Strength</source>
        <translation>강도</translation>
    </message>
    <message>
        <source>Settings of {method}</source>
        <translation>{method} 설정</translation>
    </message>
</context>
<context>
    <name>Sorting</name>
    <message>
        <source>{name} stays left out: {why}.</source>
        <translation>{name}은(는) 제외된 채로 둡니다: {why}.</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Choose a folder…</source>
        <translation>폴더 고르기…</translation>
    </message>
    <message>
        <source>Choose a folder with blurry and sharp photos of one camera</source>
        <translation>한 카메라의 흐린 사진과 선명한 사진이 든 폴더를 고릅니다</translation>
    </message>
    <message>
        <source>Import a camera…</source>
        <translation>카메라 가져오기…</translation>
    </message>
    <message>
        <source>Install a camera that another studio exported ({suffix})</source>
        <translation>다른 스튜디오에서 내보낸 카메라({suffix})를 설치합니다</translation>
    </message>
    <message>
        <source>A new camera</source>
        <translation>새 카메라</translation>
    </message>
    <message>
        <source>20 blurry and 20 sharp photos are the least; a few hundred are better.</source>
        <translation>흐린 사진과 선명한 사진이 적어도 20장씩 필요합니다. 몇백 장이면 더 좋습니다.</translation>
    </message>
    <message>
        <source>It runs in the background: photos can be fixed meanwhile.</source>
        <translation>뒤에서 진행되므로 그동안에도 사진을 보정할 수 있습니다.</translation>
    </message>
    <message>
        <source>Photos stay on this computer.</source>
        <translation>사진은 이 컴퓨터를 벗어나지 않습니다.</translation>
    </message>
    <message>
        <source>Earlier trainings</source>
        <translation>이전 훈련</translation>
    </message>
    <message>
        <source>Trainings that you begin are listed here.</source>
        <translation>시작한 훈련이 여기에 나옵니다.</translation>
    </message>
    <message>
        <source>Fit the studio to your camera</source>
        <translation>스튜디오를 내 카메라에 맞추기</translation>
    </message>
    <message>
        <source>Drop a folder of its photos here, blurry and sharp ones together. The studio sorts them, learns how this camera blurs, and tries on photos it has never seen whether that helps.</source>
        <translation>카메라의 사진 폴더를 흐린 것과 선명한 것을 함께 여기에 놓으세요. 스튜디오가 사진을 나누고, 이 카메라의 흐림을 배우고, 본 적 없는 사진에서 도움이 되는지 시험합니다.</translation>
    </message>
    <message>
        <source>Choose a folder of photos</source>
        <translation>사진 폴더 고르기</translation>
    </message>
    <message>
        <source>Cameras ({pattern})</source>
        <translation>카메라 ({pattern})</translation>
    </message>
    <message>
        <source>Import a camera</source>
        <translation>카메라 가져오기</translation>
    </message>
    <message>
        <source>Wait until the work on the trainings is done</source>
        <translation>훈련에 대한 작업이 끝날 때까지 기다리세요</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>{bits} bit</source>
        <translation>{bits}비트</translation>
    </message>
</context>
<context>
    <name>StepViews</name>
    <message>
        <source>Z shows its pixels, Shift and arrow keys move it</source>
        <translation>Z는 픽셀을 보여 주고, Shift와 화살표 키는 옮깁니다</translation>
    </message>
</context>
<context>
    <name>Stepper</name>
    <message>
        <source>Photos</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>계획</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>훈련</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>판정</translation>
    </message>
    <message>
        <source>this page</source>
        <translation>지금 쪽</translation>
    </message>
    <message>
        <source>done</source>
        <translation>마침</translation>
    </message>
    <message>
        <source>The verdict comes at the end of the training</source>
        <translation>판정은 훈련이 끝나면 나옵니다</translation>
    </message>
    <message>
        <source>Press Train to begin</source>
        <translation>훈련을 누르면 시작합니다</translation>
    </message>
    <message>
        <source>Photos and plan stay as they are once training has begun</source>
        <translation>훈련이 시작되면 사진과 계획은 바뀌지 않습니다</translation>
    </message>
</context>
<context>
    <name>ToolsBar</name>
    <message>
        <source>Add photos…</source>
        <translation>사진 추가…</translation>
    </message>
    <message>
        <source>Choose photos for the queue</source>
        <translation>대기열에 넣을 사진을 고릅니다</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>폴더 추가…</translation>
    </message>
    <message>
        <source>Choose a folder; its photos come into the queue</source>
        <translation>폴더를 고르면 그 사진이 대기열에 들어옵니다</translation>
    </message>
    <message>
        <source>Look through</source>
        <translation>살펴보기</translation>
    </message>
    <message>
        <source>Best first</source>
        <translation>나아질 순서로</translation>
    </message>
    <message>
        <source>Bring first what can gain most, of what is ready</source>
        <translation>준비된 사진을 많이 나아질 것부터 놓습니다</translation>
    </message>
    <message>
        <source>Leave out sharp and hopeless</source>
        <translation>선명하거나 가망 없는 것 제외</translation>
    </message>
    <message>
        <source>Untick what is sharp, and what cannot be rescued</source>
        <translation>선명한 사진과 살릴 수 없는 사진의 표시를 지웁니다</translation>
    </message>
    <message>
        <source>Stop looking ({done} of {total})</source>
        <translation>그만 살펴보기 ({total}장 중 {done}장)</translation>
    </message>
    <message>
        <source>See why each photo is blurry and what can be hoped for, before anything is fixed</source>
        <translation>보정하기 전에 사진마다 왜 흐린지, 얼마나 나아질 수 있는지 봅니다</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Pages</source>
        <translation>페이지</translation>
    </message>
    <message>
        <source>Recent photos</source>
        <translation>최근 사진</translation>
    </message>
    <message>
        <source>Menu (F10)</source>
        <translation>메뉴(F10)</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>메뉴</translation>
    </message>
</context>
<context>
    <name>Train</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds}초</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes}분</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours}시간</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours}시간 {minutes}분</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>빠르게</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>보통</translation>
    </message>
    <message>
        <source>Thorough</source>
        <translation>철저하게</translation>
    </message>
    <message>
        <source>A small translator: shows whether training is worth it</source>
        <translation>작은 변환기: 훈련할 가치가 있는지 보여 줍니다</translation>
    </message>
    <message>
        <source>Enough for most cameras</source>
        <translation>대부분의 카메라에 충분합니다</translation>
    </message>
    <message>
        <source>The largest one, for a graphics card and a night</source>
        <translation>가장 큰 것. 그래픽 카드로 하룻밤이 걸립니다</translation>
    </message>
    <message>
        <source>on the processor</source>
        <translation>프로세서에서</translation>
    </message>
    <message>
        <source>on the graphics card</source>
        <translation>그래픽 카드에서</translation>
    </message>
    <message>
        <source>Your blurry photos: shakes of {shortest} to {longest} pixels; lens and focus spread detail over {radius} pixels.</source>
        <translation>흐린 사진: 흔들림 {shortest}~{longest}픽셀, 렌즈와 초점으로 인한 번짐 {radius}픽셀.</translation>
    </message>
    <message>
        <source>Blurry</source>
        <translation>흐림</translation>
    </message>
    <message>
        <source>Sharp</source>
        <translation>선명</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>제외됨</translation>
    </message>
    <message>
        <source>It helps</source>
        <translation>도움이 됩니다</translation>
    </message>
    <message>
        <source>No clear difference</source>
        <translation>뚜렷한 차이가 없습니다</translation>
    </message>
    <message>
        <source>It hurts: keep the stock method</source>
        <translation>오히려 나빠집니다. 기본 방법을 쓰세요</translation>
    </message>
    <message>
        <source>helps</source>
        <translation>도움이 됨</translation>
    </message>
    <message>
        <source>no clear difference</source>
        <translation>뚜렷한 차이 없음</translation>
    </message>
    <message>
        <source>hurts</source>
        <translation>나빠짐</translation>
    </message>
    <message>
        <source>Fixed by the stock method</source>
        <translation>기본 방법으로 보정</translation>
    </message>
    <message>
        <source>Converted blur</source>
        <translation>변환된 흐림</translation>
    </message>
    <message>
        <source>Fixed for your camera</source>
        <translation>내 카메라에 맞춰 보정</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>Better on</source>
        <translation>나아진 사진</translation>
    </message>
    <message>
        <source>Edges</source>
        <translation>윤곽</translation>
    </message>
    <message>
        <source>Error when blurred again</source>
        <translation>다시 흐리게 했을 때의 오차</translation>
    </message>
    <message>
        <source>Disagreement when turned over</source>
        <translation>뒤집었을 때의 차이</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>노이즈</translation>
    </message>
    <message>
        <source>Change of the photo</source>
        <translation>사진의 변화</translation>
    </message>
    <message>
        <source>{share} % of photos</source>
        <translation>사진의 {share} %</translation>
    </message>
    <message>
        <source>{number} dB</source>
        <translation>{number} dB</translation>
    </message>
    <message>
        <source>{number} levels</source>
        <translation>{number}단계</translation>
    </message>
    <message>
        <source>score {score}</source>
        <translation>점수 {score}</translation>
    </message>
    <message>
        <source>There are no photos here. Add a folder</source>
        <translation>여기에는 사진이 없습니다. 폴더를 추가하세요</translation>
    </message>
    <message>
        <source>Wait until all photos were looked at</source>
        <translation>사진을 모두 살펴볼 때까지 기다리세요</translation>
    </message>
    <message>
        <source>The photos are being counted</source>
        <translation>사진을 세는 중입니다</translation>
    </message>
    <message>
        <source>Give the camera a name</source>
        <translation>카메라에 이름을 지어 주세요</translation>
    </message>
    <message>
        <source>No deblurring weights are installed: import some on the page Models</source>
        <translation>흐림 제거 가중치가 설치되어 있지 않습니다. 모델 탭에서 가져오세요</translation>
    </message>
    <message>
        <source>Another training is running. Stop it first</source>
        <translation>다른 훈련이 진행 중입니다. 먼저 그것을 멈추세요</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>일시 정지하는 중</translation>
    </message>
    <message>
        <source>Going on</source>
        <translation>계속하는 중</translation>
    </message>
    <message>
        <source>Measuring how fast this computer is</source>
        <translation>이 컴퓨터의 속도를 재는 중</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>시작하는 중</translation>
    </message>
    <message>
        <source>Reading the photos</source>
        <translation>사진을 읽는 중</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>훈련</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>일시 정지됨</translation>
    </message>
    <message>
        <source>Trying it on the photos held out</source>
        <translation>따로 둔 사진에 시험하는 중</translation>
    </message>
    <message>
        <source>Saving what was learned</source>
        <translation>배운 것을 저장하는 중</translation>
    </message>
    <message>
        <source>Stopped; what was learned is kept</source>
        <translation>멈춤. 배운 것은 남아 있습니다</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>끝남</translation>
    </message>
    <message>
        <source>It could not go on</source>
        <translation>계속할 수 없었습니다</translation>
    </message>
    <message>
        <source>It ended unexpectedly</source>
        <translation>예기치 않게 끝났습니다</translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n photo(s)</source>
        <translation>
            <numerusform>사진 %n장 중 {done}장</numerusform>
        </translation>
    </message>
    <message>
        <source>step {done} of {total}</source>
        <translation>{total}단계 중 {done}단계</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>{time} 남음</translation>
    </message>
</context>
<context>
    <name>TrainBelow</name>
    <message>
        <source>it cannot be read ({})</source>
        <translation>읽을 수 없습니다 ({})</translation>
    </message>
    <message>
        <source>it is only {} x {} px; each side must have {}</source>
        <translation>{} x {}픽셀뿐입니다. 각 변이 {}픽셀은 되어야 합니다</translation>
    </message>
    <message>
        <source>it has too few clear edges to judge (plain, dark or foggy)</source>
        <translation>판단할 만한 뚜렷한 윤곽이 너무 적습니다 (단조롭거나 어둡거나 뿌옇습니다)</translation>
    </message>
    <message>
        <source>its sharpest edges are {} px wide</source>
        <translation>가장 선명한 윤곽의 폭이 {}픽셀입니다</translation>
    </message>
    <message>
        <source>its edges are crisp ({} px)</source>
        <translation>윤곽이 또렷합니다 ({}픽셀)</translation>
    </message>
    <message>
        <source>it is neither clearly sharp nor clearly blurry (edges {} px wide)</source>
        <translation>뚜렷이 선명하지도 흐리지도 않습니다 (윤곽 폭 {}픽셀)</translation>
    </message>
    <message>
        <source>{} blurry photos; {} are needed: add photos of this camera with its blur.</source>
        <translation>흐린 사진이 {}장입니다. {}장이 필요합니다. 이 카메라로 찍은 흐린 사진을 추가하세요.</translation>
    </message>
    <message>
        <source>{} blurry photo; {} are needed: add photos of this camera with its blur.</source>
        <translation>흐린 사진이 {}장입니다. {}장이 필요합니다. 이 카메라로 찍은 흐린 사진을 추가하세요.</translation>
    </message>
    <message>
        <source>{} sharp photos; {} are needed: add sharp photos of this camera, of anything.</source>
        <translation>선명한 사진이 {}장입니다. {}장이 필요합니다. 이 카메라로 찍은 선명한 사진을 무엇이든 추가하세요.</translation>
    </message>
    <message>
        <source>{} sharp photo; {} are needed: add sharp photos of this camera, of anything.</source>
        <translation>선명한 사진이 {}장입니다. {}장이 필요합니다. 이 카메라로 찍은 선명한 사진을 무엇이든 추가하세요.</translation>
    </message>
    <message>
        <source>{} photo is smaller than {} px: add the full-size files instead.</source>
        <translation>사진 {}장이 {}픽셀보다 작습니다. 대신 원본 크기의 파일을 추가하세요.</translation>
    </message>
    <message>
        <source>{} photos are smaller than {} px: add the full-size files instead.</source>
        <translation>사진 {}장이 {}픽셀보다 작습니다. 대신 원본 크기의 파일을 추가하세요.</translation>
    </message>
    <message>
        <source>All blurry photos are from one burst or show one scene, so none can be set aside to check the result: add blurry photos of other scenes.</source>
        <translation>흐린 사진이 모두 한 번의 연사이거나 한 장면이라 결과를 확인할 사진을 따로 둘 수 없습니다. 다른 장면의 흐린 사진을 추가하세요.</translation>
    </message>
    <message>
        <source>The blurry photos show only {} scenes, too few to set some aside to check the result: add blurry photos of other scenes.</source>
        <translation>흐린 사진에 장면이 {}가지뿐이라 결과를 확인할 사진을 따로 두기에 부족합니다. 다른 장면의 흐린 사진을 추가하세요.</translation>
    </message>
    <message>
        <source>The blurry photos are from {} and the sharp ones from {}: choose blurry and sharp photos of the same camera.</source>
        <translation>흐린 사진은 {}, 선명한 사진은 {}의 것입니다. 같은 카메라의 흐린 사진과 선명한 사진을 고르세요.</translation>
    </message>
    <message>
        <source>The photos come from {} cameras ({}); a correction works best for one: choose the photos of one camera.</source>
        <translation>사진이 카메라 {}대({})의 것입니다. 보정은 한 대에 맞출 때 가장 좋습니다. 카메라 한 대의 사진을 고르세요.</translation>
    </message>
    <message>
        <source>The {} blurry photos show only {}; photos from other places and days help more than more of the same.</source>
        <translation>흐린 사진 {}장에 {}뿐입니다. 같은 사진을 더하기보다 다른 곳, 다른 날의 사진이 더 도움이 됩니다.</translation>
    </message>
    <message>
        <source>The {} sharp photos show only {}; photos from other places and days help more than more of the same.</source>
        <translation>선명한 사진 {}장에 {}뿐입니다. 같은 사진을 더하기보다 다른 곳, 다른 날의 사진이 더 도움이 됩니다.</translation>
    </message>
    <message>
        <source>No</source>
        <translation>0(없음)</translation>
    </message>
    <message>
        <source>one scene</source>
        <translation>한 장면</translation>
    </message>
    <message>
        <source>{} scenes</source>
        <translation>{}가지 장면</translation>
    </message>
    <message>
        <source>It helps: on {} of {} the result is better than without it. Edges {}; noise {}; blurred again, the result misses the photo by {}; turned over, it differs from itself by {}.</source>
        <translation>도움이 됩니다: {1} 가운데 {0}장에서 없을 때보다 결과가 낫습니다. 윤곽 {2}, 노이즈 {3}, 다시 흐리게 했을 때의 오차 {4}, 뒤집었을 때의 차이 {5}.</translation>
    </message>
    <message>
        <source>It did not help: the results on {} are worse than without it. Keep the stock method. Edges {}; noise {}; blurred again, the result misses the photo by {}; turned over, it differs from itself by {}.</source>
        <translation>도움이 되지 않았습니다: {}의 결과가 없을 때보다 나쁩니다. 기본 방법을 쓰세요. 윤곽 {}, 노이즈 {}, 다시 흐리게 했을 때의 오차 {}, 뒤집었을 때의 차이 {}.</translation>
    </message>
    <message>
        <source>No clear difference on {}: keep the stock method, or train longer. Edges {}; noise {}; blurred again, the result misses the photo by {}; turned over, it differs from itself by {}.</source>
        <translation>{}에서 뚜렷한 차이가 없습니다. 기본 방법을 쓰거나 더 오래 훈련하세요. 윤곽 {}, 노이즈 {}, 다시 흐리게 했을 때의 오차 {}, 뒤집었을 때의 차이 {}.</translation>
    </message>
    <message>
        <source>No clear difference: nothing that was learned did better on {} than the stock method. Keep that, or train again with more photos.</source>
        <translation>뚜렷한 차이 없음: {}에서 학습 결과가 기본 방법보다 나은 경우가 없었습니다. 기본 방법을 그대로 쓰거나 사진을 더 모아 다시 학습하세요.</translation>
    </message>
    <message>
        <source>one held-out photo</source>
        <translation>따로 둔 사진 한 장</translation>
    </message>
    <message>
        <source>{} held-out photos</source>
        <translation>따로 둔 사진 {}장</translation>
    </message>
    <message>
        <source>{} dB stronger</source>
        <translation>{} dB 더 뚜렷함</translation>
    </message>
    <message>
        <source>{} dB weaker</source>
        <translation>{} dB 덜 뚜렷함</translation>
    </message>
    <message>
        <source>{} dB more</source>
        <translation>{} dB 더 큼</translation>
    </message>
    <message>
        <source>{} dB less</source>
        <translation>{} dB 더 작음</translation>
    </message>
    <message>
        <source>{} levels more</source>
        <translation>{}단계 더 많음</translation>
    </message>
    <message>
        <source>{} levels less</source>
        <translation>{}단계 더 적음</translation>
    </message>
    <message>
        <source>The training cannot be written to {} ({}). Make room on the disk, then go on: it starts again where it was saved last.</source>
        <translation>훈련을 {}에 쓸 수 없습니다 ({}). 디스크에 공간을 마련한 뒤 계속하세요. 마지막으로 저장된 곳에서 다시 시작합니다.</translation>
    </message>
    <message>
        <source>There is not enough memory for this size of training. Close other programs, or choose a smaller size.</source>
        <translation>이 크기의 훈련에는 메모리가 부족합니다. 다른 프로그램을 닫거나 더 작은 크기를 고르세요.</translation>
    </message>
</context>
<context>
    <name>TrainSession</name>
    <message>
        <source>{camera} is installed; it is in the list of methods now.</source>
        <translation>{camera}이(가) 설치되어 이제 방법 목록에 있습니다.</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>{path}에 저장했습니다</translation>
    </message>
</context>
<context>
    <name>TrainTab</name>
    <message>
        <source>What the training does</source>
        <translation>훈련이 하는 일</translation>
    </message>
    <message>
        <source>{name} is no folder and no photo.</source>
        <translation>{name}은(는) 폴더도 사진도 아닙니다.</translation>
    </message>
    <message>
        <source>Photos for a new training are dropped on its first page.</source>
        <translation>새 훈련의 사진은 첫 쪽에 놓으세요.</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>could not be measured</source>
        <translation>잴 수 없었습니다</translation>
    </message>
    <message>
        <source>My camera</source>
        <translation>내 카메라</translation>
    </message>
    <message numerus="yes">
        <source>Gone meanwhile and left out: %n photo(s).</source>
        <translation>
            <numerusform>그사이 사라져 제외한 사진: %n장.</numerusform>
        </translation>
    </message>
    <message>
        <source>The training for {camera} is done.</source>
        <translation>{camera}의 훈련이 끝났습니다.</translation>
    </message>
    <message>
        <source>The training for {camera} ended unexpectedly. What was saved is kept.</source>
        <translation>{camera}의 훈련이 예기치 않게 끝났습니다. 저장된 것은 남아 있습니다.</translation>
    </message>
</context>
<context>
    <name>TrainingPage</name>
    <message>
        <source>Progress of the training</source>
        <translation>훈련의 진행 상황</translation>
    </message>
    <message>
        <source>Score on photos held out</source>
        <translation>따로 둔 사진의 점수</translation>
    </message>
    <message>
        <source>score</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>After the first check the score is drawn here. Higher is better.</source>
        <translation>첫 점검 뒤에 점수가 여기에 그려집니다. 높을수록 좋습니다.</translation>
    </message>
    <message>
        <source>above 0 it is better than the stock method</source>
        <translation>0보다 크면 기본 방법보다 낫습니다</translation>
    </message>
    <message>
        <source>Losses</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>translator</source>
        <translation>변환기</translation>
    </message>
    <message>
        <source>critic</source>
        <translation>판별기</translation>
    </message>
    <message>
        <source>After the first steps the losses are drawn here.</source>
        <translation>첫 단계들 뒤에 손실이 여기에 그려집니다.</translation>
    </message>
    <message>
        <source>Earlier trainings</source>
        <translation>이전 훈련</translation>
    </message>
    <message>
        <source>To the list; this one goes on</source>
        <translation>목록으로. 이 훈련은 계속됩니다</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>멈추고 보관</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Go on from what was saved</source>
        <translation>저장된 곳에서 계속합니다</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>자세한 내용 복사</translation>
    </message>
    <message>
        <source>Copy what the process said, for a report</source>
        <translation>신고할 수 있도록 프로세스가 남긴 말을 복사합니다</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>판정</translation>
    </message>
    <message>
        <source>See whether it helps</source>
        <translation>도움이 되는지 봅니다</translation>
    </message>
    <message>
        <source>After the first check a photo that was held out is shown here: blurry, fixed as before, converted, and fixed for your camera.</source>
        <translation>첫 점검 뒤에 따로 둔 사진이 여기에 나옵니다: 흐린 원본, 기본 보정, 변환된 흐림, 내 카메라에 맞춘 보정.</translation>
    </message>
    <message>
        <source>What was learned up to step {done} of {total} is kept: go on at any time.</source>
        <translation>{total}단계 중 {done}단계까지 배운 것이 남아 있습니다. 언제든 계속할 수 있습니다.</translation>
    </message>
    <message numerus="yes">
        <source>Not usable: %n photo(s).</source>
        <translation>
            <numerusform>쓸 수 없는 사진: %n장.</numerusform>
        </translation>
    </message>
    <message>
        <source>The training&apos;s process ended unexpectedly; photos and results in this window are untouched. What was learned up to step {done} is kept.</source>
        <translation>훈련 프로세스가 예기치 않게 끝났습니다. 이 창의 사진과 결과는 그대로입니다. {done}단계까지 배운 것이 남아 있습니다.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>It is being saved</source>
        <translation>저장하는 중입니다</translation>
    </message>
    <message>
        <source>It answers within a few steps</source>
        <translation>몇 단계 안에 응답합니다</translation>
    </message>
    <message>
        <source>Possible as soon as training has begun</source>
        <translation>훈련이 시작되면 할 수 있습니다</translation>
    </message>
    <message>
        <source>Let the computer rest; the training stays in memory</source>
        <translation>컴퓨터를 쉬게 합니다. 훈련은 메모리에 남습니다</translation>
    </message>
    <message>
        <source>Go on training</source>
        <translation>훈련을 계속합니다</translation>
    </message>
    <message>
        <source>It is being judged; that does not take long</source>
        <translation>판정하는 중입니다. 오래 걸리지 않습니다</translation>
    </message>
    <message>
        <source>End now and keep what was learned; go on at any time</source>
        <translation>지금 끝내고 배운 것을 보관합니다. 언제든 계속할 수 있습니다</translation>
    </message>
    <message>
        <source>To the list</source>
        <translation>목록으로</translation>
    </message>
    <message>
        <source>To the list; this training goes on meanwhile</source>
        <translation>목록으로. 그동안 이 훈련은 계속됩니다</translation>
    </message>
</context>
<context>
    <name>ValueSlider</name>
    <message>
        <source>Double-click, or press Delete, to return to {value}</source>
        <translation>두 번 클릭하거나 Delete 키를 누르면 {value}(으)로 돌아갑니다</translation>
    </message>
</context>
<context>
    <name>VerdictPage</name>
    <message>
        <source>Photos held out</source>
        <translation>따로 둔 사진</translation>
    </message>
    <message>
        <source>Photos that were never trained on</source>
        <translation>훈련에 쓰지 않은 사진</translation>
    </message>
    <message>
        <source>Three</source>
        <translation>세 가지</translation>
    </message>
    <message>
        <source>Blurry, stock method, and fixed for your camera</source>
        <translation>흐린 원본, 기본 방법, 내 카메라에 맞춘 보정</translation>
    </message>
    <message>
        <source>With converted</source>
        <translation>변환된 것도</translation>
    </message>
    <message>
        <source>Also the blur as it was converted</source>
        <translation>변환된 흐림도 함께</translation>
    </message>
    <message>
        <source>Which pictures are shown</source>
        <translation>어떤 그림을 볼지</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>맞춤</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>그림 전체를 봅니다</translation>
    </message>
    <message>
        <source>One pixel on one pixel of the screen (Z)</source>
        <translation>화면의 픽셀 하나에 픽셀 하나 (Z)</translation>
    </message>
    <message>
        <source>Earlier trainings</source>
        <translation>이전 훈련</translation>
    </message>
    <message>
        <source>To the list</source>
        <translation>목록으로</translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation>버리기…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Train longer</source>
        <translation>더 오래 훈련</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>사용하기</translation>
    </message>
    <message>
        <source>Use it anyway…</source>
        <translation>그래도 사용하기…</translation>
    </message>
    <message>
        <source>Wait until the work on the trainings is done</source>
        <translation>훈련에 대한 작업이 끝날 때까지 기다리세요</translation>
    </message>
    <message>
        <source>It is being trained</source>
        <translation>훈련하는 중입니다</translation>
    </message>
    <message>
        <source>Its file is gone: train it again</source>
        <translation>파일이 사라졌습니다. 다시 훈련하세요</translation>
    </message>
    <message>
        <source>It is installed as {name}</source>
        <translation>{name}(으)로 설치되어 있습니다</translation>
    </message>
    <message>
        <source>Install it: it joins the list of methods</source>
        <translation>설치합니다. 방법 목록에 들어갑니다</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>사용 중</translation>
    </message>
    <message>
        <source>Train it for as many steps again, then judge anew</source>
        <translation>같은 단계 수만큼 더 훈련한 뒤 다시 판정합니다</translation>
    </message>
    <message>
        <source>Write it into one file for another studio</source>
        <translation>다른 스튜디오를 위해 파일 하나로 저장합니다</translation>
    </message>
    <message>
        <source>Delete this training; photos and installed cameras stay</source>
        <translation>이 훈련을 삭제합니다. 사진과 설치된 카메라는 남습니다</translation>
    </message>
    <message>
        <source>Use it although it did not help on the photos held out?</source>
        <translation>따로 둔 사진에서 도움이 되지 않았는데도 사용할까요?</translation>
    </message>
    <message>
        <source>It joins the list of methods; the stock method stays, and nothing uses it by itself.</source>
        <translation>방법 목록에 들어갑니다. 기본 방법은 그대로 있으며, 저절로 쓰이지는 않습니다.</translation>
    </message>
    <message>
        <source>Discard the training for {camera}?</source>
        <translation>{camera}의 훈련을 버릴까요?</translation>
    </message>
    <message>
        <source>What it has learned is deleted and cannot be brought back. Photos and installed cameras stay.</source>
        <translation>배운 것이 삭제되며 되돌릴 수 없습니다. 사진과 설치된 카메라는 남습니다.</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>버리기</translation>
    </message>
    <message>
        <source>Cameras ({pattern})</source>
        <translation>카메라 ({pattern})</translation>
    </message>
    <message>
        <source>Export the camera</source>
        <translation>카메라 내보내기</translation>
    </message>
</context>
<context>
    <name>ViewerBar</name>
    <message>
        <source>Before</source>
        <translation>보정 전</translation>
    </message>
    <message>
        <source>Show the original</source>
        <translation>원본을 표시합니다</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>분할</translation>
    </message>
    <message>
        <source>Show the original left of a line and the result right of it</source>
        <translation>선 왼쪽에 원본, 오른쪽에 결과를 표시합니다</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>나란히</translation>
    </message>
    <message>
        <source>Show the original and the result in two views in step</source>
        <translation>원본과 결과를 함께 움직이는 두 화면에 표시합니다</translation>
    </message>
    <message>
        <source>After</source>
        <translation>보정 후</translation>
    </message>
    <message>
        <source>Show the result</source>
        <translation>결과를 표시합니다</translation>
    </message>
    <message>
        <source>How the photo is shown</source>
        <translation>사진 표시 방식</translation>
    </message>
    <message>
        <source>At 100 % each pixel of the photo is one pixel of the screen</source>
        <translation>100 %에서는 사진의 한 픽셀이 화면의 한 픽셀입니다</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>사진</translation>
    </message>
    <message>
        <source>Show the photo alone</source>
        <translation>사진만 표시합니다</translation>
    </message>
    <message>
        <source>{layer} is not known yet</source>
        <translation>{layer}을(를) 아직 모릅니다</translation>
    </message>
    <message>
        <source>Show {layer} over the photo</source>
        <translation>사진 위에 {layer} 표시</translation>
    </message>
    <message>
        <source>What is shown over the photo</source>
        <translation>사진 위에 표시할 내용</translation>
    </message>
    <message>
        <source>hold \ to see the original</source>
        <translation>백슬래시(\) 키를 누르고 있으면 원본 표시</translation>
    </message>
</context>
<context>
    <name>ViewerPane</name>
    <message>
        <source>Before</source>
        <translation>보정 전</translation>
    </message>
    <message>
        <source>After</source>
        <translation>보정 후</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>불투명도</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>원본</translation>
    </message>
    <message>
        <source>Before and after, split</source>
        <translation>보정 전과 후, 분할</translation>
    </message>
    <message>
        <source>Before and after, side by side: before</source>
        <translation>보정 전과 후, 나란히: 보정 전</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>zoom {percent} %</source>
        <translation>배율 {percent} %</translation>
    </message>
    <message>
        <source>Before and after, side by side: after</source>
        <translation>보정 전과 후, 나란히: 보정 후</translation>
    </message>
    <message>
        <source>Shift and arrow keys move the photo.</source>
        <translation>Shift와 화살표 키로 사진을 이동합니다.</translation>
    </message>
    <message>
        <source>The divider is at {percent} %. Ctrl+Left and Ctrl+Right move it.</source>
        <translation>분할선 위치: {percent} %. Ctrl+왼쪽/오른쪽 화살표 키로 이동합니다.</translation>
    </message>
</context>
<context>
    <name>WeightsDetails</name>
    <message>
        <source>Details</source>
        <translation>자세한 정보</translation>
    </message>
    <message>
        <source>Choose weights in the list to see what they were trained on.</source>
        <translation>목록에서 가중치를 선택하면 무엇으로 학습했는지 표시됩니다.</translation>
    </message>
    <message>
        <source>{network}, {count} parameters</source>
        <translation>{network}, 매개변수 {count}개</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>사용하는 방법</translation>
    </message>
    <message>
        <source>no method of this version</source>
        <translation>이 버전에는 없음</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>측정하지 않음</translation>
    </message>
    <message>
        <source>Trained on</source>
        <translation>학습 자료</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>학습 방법</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>학습 장비</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>라이선스</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>참고</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>명령 복사</translation>
    </message>
    <message>
        <source>Copy the SHA-256</source>
        <translation>SHA-256 복사</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>라이선스: {licence}</translation>
    </message>
    <message>
        <source>All pairs</source>
        <translation>모든 쌍</translation>
    </message>
    <message>
        <source>Sharp photos kept</source>
        <translation>선명한 사진 보존</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>사진 수</translation>
    </message>
    <message>
        <source>Gain, dB</source>
        <translation>향상, dB</translation>
    </message>
    <message>
        <source>Least gain, dB</source>
        <translation>최소 향상, dB</translation>
    </message>
    <message>
        <source>Sharpness before</source>
        <translation>이전 선명도</translation>
    </message>
    <message>
        <source>Sharpness after</source>
        <translation>이후 선명도</translation>
    </message>
    <message>
        <source>Least PSNR, dB</source>
        <translation>최소 PSNR, dB</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>경로 복사</translation>
    </message>
    <message>
        <source>came with the program</source>
        <translation>프로그램에 포함됨</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes}분</translation>
    </message>
    <message>
        <source>PSNR before, dB</source>
        <translation>보정 전 PSNR, dB</translation>
    </message>
    <message>
        <source>PSNR after, dB</source>
        <translation>보정 후 PSNR, dB</translation>
    </message>
    <message>
        <source>SSIM gain</source>
        <translation>SSIM 향상</translation>
    </message>
    <message>
        <source>PSNR, dB</source>
        <translation>PSNR, dB</translation>
    </message>
</context>
<context>
    <name>WeightsLack</name>
    <message>
        <source>Import weights</source>
        <translation>가중치 가져오기</translation>
    </message>
    <message>
        <source>Open the page Models, where weights are imported</source>
        <translation>가중치를 가져오는 모델 페이지를 엽니다</translation>
    </message>
    <message>
        <source>{method} has no weights yet. Import them on the page Models.</source>
        <translation>{method}에는 아직 가중치가 없습니다. 모델 페이지에서 가져오세요.</translation>
    </message>
</context>
<context>
    <name>WeightsList</name>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>From</source>
        <translation>출처</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>향상</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>사용하는 방법</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Installed weights</source>
        <translation>설치된 가중치</translation>
    </message>
    <message>
        <source>{gain} dB</source>
        <translation>{gain} dB</translation>
    </message>
    <message>
        <source>bundled</source>
        <translation>기본 제공</translation>
    </message>
    <message>
        <source>Came with the program</source>
        <translation>프로그램에 포함된 가중치</translation>
    </message>
    <message>
        <source>Measured mean gain over blurry photos whose sharp version is known</source>
        <translation>선명한 원본이 있는 흐린 사진에서 측정한 평균 향상</translation>
    </message>
    <message>
        <source>Never measured</source>
        <translation>측정한 적 없음</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>가져옴</translation>
    </message>
    <message>
        <source>trained</source>
        <translation>훈련함</translation>
    </message>
    <message>
        <source>A checkpoint from elsewhere that you imported</source>
        <translation>다른 곳에서 가져온 체크포인트</translation>
    </message>
    <message>
        <source>Made by the training, for you</source>
        <translation>이 프로그램의 훈련으로 만든 가중치</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>확인 안 됨</translation>
    </message>
    <message>
        <source>checking…</source>
        <translation>확인 중…</translation>
    </message>
    <message>
        <source>whole</source>
        <translation>온전함</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>손상됨</translation>
    </message>
    <message>
        <source>Verify tells whether the file is whole</source>
        <translation>검증하면 파일이 온전한지 알 수 있습니다</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop a photo or a folder here</source>
        <translation>사진이나 폴더를 여기에 끌어다 놓으십시오</translation>
    </message>
    <message>
        <source>JPEG, PNG, TIFF, WebP, HEIC, AVIF or camera RAW. {key} pastes one.</source>
        <translation>JPEG, PNG, TIFF, WebP, HEIC, AVIF 또는 카메라 RAW. {key} 키로 붙여넣을 수 있습니다.</translation>
    </message>
    <message>
        <source>Open photos…</source>
        <translation>사진 열기…</translation>
    </message>
    <message>
        <source>Choose one or several photos</source>
        <translation>사진을 하나 이상 선택합니다</translation>
    </message>
    <message>
        <source>Try the samples</source>
        <translation>예제로 시작</translation>
    </message>
    <message>
        <source>Open blurry photos that came with the studio</source>
        <translation>함께 제공되는 흐린 사진을 엽니다</translation>
    </message>
</context>
<context>
    <name>WorkBar</name>
    <message>
        <source>How far the queue is</source>
        <translation>대기열 진행 상황</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Try the chosen photos again, or all that failed</source>
        <translation>고른 사진을, 없으면 실패한 모든 사진을 다시 시도합니다</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>빼기</translation>
    </message>
    <message>
        <source>Take the chosen photos out (Delete)</source>
        <translation>고른 사진을 뺍니다 (Delete)</translation>
    </message>
    <message>
        <source>Clear done</source>
        <translation>끝난 것 지우기</translation>
    </message>
    <message>
        <source>Take off the list what is done</source>
        <translation>끝난 사진을 목록에서 뺍니다</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>Stand still; the photo at work goes on later</source>
        <translation>멈춥니다. 작업 중인 사진은 나중에 이어집니다</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Go on with the queue</source>
        <translation>대기열을 계속합니다</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Fix all photos that are ticked</source>
        <translation>표시된 모든 사진을 보정합니다</translation>
    </message>
</context>
</TS>
